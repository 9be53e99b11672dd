# dns.pl NUMBER ADDRESS...: answers each question at each address, and from it, with 10.0.0.NUMBER.
use strict;
use IO::Select;
use Socket qw(:all);
my ($number, @addresses) = @ARGV;
my $select = IO::Select->new;
for my $address (@addresses) {
    my $ipv6 = $address =~ /:/;
    socket(my $socket, $ipv6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0) or die "socket: $!\n";
    # As Pi-hole's, which listens on all addresses: a VIP may come later.
    setsockopt($socket, 0, 15, 1) or die "IP_FREEBIND: $!\n";
    my $at = $ipv6 ? sockaddr_in6(53, inet_pton(AF_INET6, $address)) : sockaddr_in(53, inet_aton($address));
    bind($socket, $at) or die "$address: $!\n";
    $select->add($socket);
}
while (1) {
    for my $socket ($select->can_read) {
        my $from = recv($socket, my $query, 512, 0);
        next if !defined $from || length $query < 12;
        my $head = substr($query, 0, 2) . pack('CCn4', 0x85, 0x80, 1, 1, 0, 0);
        send($socket, $head . substr($query, 12) . pack('n3NnC4', 0xc00c, 1, 1, 0, 4, 10, 0, 0, $number), 0, $from);
    }
}
