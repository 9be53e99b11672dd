# dhcp-server SERVER OFFERED RESOLVER,...: answers each DISCOVER with an offer, as a home's router does.
use strict;
use warnings;
use Socket;

my ($server, $offered, $resolvers) = @ARGV;
socket(my $wire, AF_INET, SOCK_DGRAM, 17) or die "$!\n";
setsockopt($wire, SOL_SOCKET, SO_BROADCAST, 1) or die "$!\n";
bind($wire, pack_sockaddr_in(67, INADDR_ANY)) or die "$!\n";
$| = 1;
print "listens\n";
while (recv($wire, my $message, 1500, 0)) {
    next if length $message < 240 || unpack("C", $message) != 1;
    my @resolvers = map { inet_aton($_) } split /,/, $resolvers;
    my $options = pack("C3", 53, 1, 2) . pack("C2 a4", 54, 4, inet_aton($server)) . pack("C2 a4", 3, 4, inet_aton($server));
    $options .= pack("C2", 6, 4 * @resolvers) . join("", @resolvers) if @resolvers;
    my $offer = pack("C4", 2, 1, 6, 0) . substr($message, 4, 8) . "\0" x 4 . inet_aton($offered) . "\0" x 8
        . substr($message, 28, 16) . "\0" x 192 . pack("N", 0x63825363) . $options . "\xff";
    send($wire, $offer, 0, pack_sockaddr_in(68, INADDR_BROADCAST));
}
