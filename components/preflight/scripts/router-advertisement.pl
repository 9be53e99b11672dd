# router-advertisement INTERFACE SECONDS
# Asks the LAN's IPv6 routers for their advertisement. Prints "ROUTER resolver ADDRESS" for each DNS server that one
# announces (RFC 8106), and "ROUTER dhcp" if it sends clients to DHCPv6 for the rest.
use strict;
use warnings;
use Socket qw(:DEFAULT inet_ntop inet_pton pack_sockaddr_in6 unpack_sockaddr_in6);

my ($interface, $seconds) = @ARGV;
my ($icmp6, $solicitation, $advertisement, $rdnss) = (58, 133, 134, 25);
exit if !-e "/proc/sys/net/ipv6"; # a kernel without IPv6 hears nothing
socket(my $wire, AF_INET6, SOCK_RAW, $icmp6) or die "no raw socket: $!\n";
setsockopt($wire, SOL_SOCKET, 25, pack("a16", $interface)) or die "$interface: $!\n"; # SO_BINDTODEVICE
my $request = pack("a16 x24", $interface);
ioctl($wire, 0x8933, $request) or die "$interface: $!\n"; # SIOCGIFINDEX
my $index = unpack("x16 i", $request);
setsockopt($wire, 41, 18, pack("i", 255)) or die "$interface: $!\n"; # IPV6_MULTICAST_HOPS
my $routers = pack_sockaddr_in6(0, inet_pton(AF_INET6, "ff02::2"), $index);
# It fails on an interface without an address of IPv6; what routers announce at times of their own is heard all the same.
send($wire, pack("C C n N", $solicitation, 0, 0, 0), 0, $routers);

my %said;
my $left = $seconds;
while ($left > 0) {
    my $ready = '';
    vec($ready, fileno($wire), 1) = 1;
    (my $count, $left) = select($ready, undef, undef, $left);
    last if $count < 1;
    my $from = recv($wire, my $packet, 1500, 0) // last;
    next if length $packet < 16 || unpack("C", $packet) != $advertisement;
    my $router = inet_ntop(AF_INET6, (unpack_sockaddr_in6($from))[1]);
    say_once("$router dhcp") if unpack("x5 C", $packet) & 0xc0;
    my $options = substr($packet, 16);
    while (length $options >= 8) {
        my ($type, $length) = unpack("C C", $options);
        last if $length == 0;
        my $option = substr($options, 0, 8 * $length, '');
        next if $type != $rdnss || unpack("x4 N", $option) == 0; # a lifetime of 0 takes it back
        say_once("$router resolver " . inet_ntop(AF_INET6, $_)) for unpack("x8 (a16)*", $option);
    }
}

sub say_once {
    my ($line) = @_;
    print "$line\n" if !$said{$line}++;
}
