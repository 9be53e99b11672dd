# router.pl ADDRESS: announces a DNS server (RFC 8106) five times a second, as a router that is no way out.
use strict;
use Socket qw(:DEFAULT inet_pton pack_sockaddr_in6);
socket(my $wire, AF_INET6, SOCK_RAW, 58) or die "socket: $!\n";
my $request = pack("a16 x24", "eth0");
ioctl($wire, 0x8933, $request) or die "eth0: $!\n"; # SIOCGIFINDEX
setsockopt($wire, 41, 18, pack("i", 255)) or die "hops: $!\n"; # IPV6_MULTICAST_HOPS
my $advertisement = pack("C C n C C n N N", 134, 0, 0, 64, 0, 0, 0, 0);
my $resolver = pack("C C n N a16", 25, 3, 0, 600, inet_pton(AF_INET6, $ARGV[0]));
my $all = pack_sockaddr_in6(0, inet_pton(AF_INET6, "ff02::1"), unpack("x16 i", $request));
while (1) {
    send($wire, $advertisement . $resolver, 0, $all);
    select(undef, undef, undef, 0.2);
}
