# router-advertisement INTERFACE SECONDS
# Asks the LAN's IPv6 routers which DNS servers they hand out: by their advertisement (RFC 8106), and by DHCPv6 if the
# advertisement sends clients there. Prints "SOURCE resolver ADDRESS" for each.
use strict;
use warnings;
use Socket qw(:DEFAULT inet_ntop inet_pton pack_sockaddr_in6 unpack_sockaddr_in6);

my ($interface, $seconds) = @ARGV;
exit if !-e "/proc/sys/net/ipv6"; # a kernel without IPv6 hears nothing
my ($icmp6, $solicitation, $advertisement, $rdnss) = (58, 133, 134, 25);
socket(my $wire, AF_INET6, SOCK_RAW, $icmp6) or die "no raw socket: $!\n";
setsockopt($wire, SOL_SOCKET, 25, pack("a16", $interface)) or die "$interface: $!\n"; # SO_BINDTODEVICE
my $request = pack("a16 x24", $interface);
ioctl($wire, 0x8933, $request) or die "$interface: $!\n"; # SIOCGIFINDEX
my $index = unpack("x16 i", $request);
setsockopt($wire, 41, 18, pack("i", 255)) or die "$interface: $!\n"; # IPV6_MULTICAST_HOPS
my $dhcp = dhcp_socket();
# It fails on an interface without an address of IPv6; what routers announce at times of their own is heard all the same.
send($wire, pack("C C n N", $solicitation, 0, 0, 0), 0, to("ff02::2", 0));

my (%said, $asked);
my $left = $seconds;
while ($left > 0) {
    my $ready = '';
    vec($ready, fileno($_), 1) = 1 for grep { defined } $wire, $dhcp;
    (my $count, $left) = select($ready, undef, undef, $left);
    last if $count < 1;
    if (vec($ready, fileno($wire), 1)) {
        my $from = recv($wire, my $packet, 1500, 0) // last;
        read_advertisement($from, $packet) if length $packet >= 16 && unpack("C", $packet) == $advertisement;
    }
    if (defined $dhcp && vec($ready, fileno($dhcp), 1)) {
        my $from = recv($dhcp, my $packet, 1500, 0) // last;
        read_reply($from, $packet);
    }
}

sub read_advertisement {
    my ($from, $packet) = @_;
    my $managed_or_other = unpack("x5 C", $packet) & 0xc0;
    ask_dhcp() if $managed_or_other && defined $dhcp && !$asked++;
    my $options = substr($packet, 16);
    while (length $options >= 8) {
        my ($type, $length) = unpack("C C", $options);
        last if $length == 0;
        my $option = substr($options, 0, 8 * $length, '');
        next if $type != $rdnss || unpack("x4 N", $option) == 0; # a lifetime of 0 takes it back
        say_once($from, $_) for unpack("x8 (a16)*", $option);
    }
}

# A client of the host's own may have the port; then nobody is asked.
sub dhcp_socket {
    socket(my $socket, AF_INET6, SOCK_DGRAM, 0) or return;
    setsockopt($socket, SOL_SOCKET, 25, pack("a16", $interface)) or return;
    return bind($socket, pack_sockaddr_in6(546, inet_pton(AF_INET6, "::"))) ? $socket : undef;
}

# An INFORMATION-REQUEST (RFC 8415): it asks for settings alone, and takes no address.
sub ask_dhcp {
    my ($type, $option_request, $elapsed, $dns_servers) = (11, 6, 8, 23);
    my $message = pack("N n n n n n n", $type << 24 | 0x70667c, $option_request, 2, $dns_servers, $elapsed, 2, 0);
    send($dhcp, $message, 0, to("ff02::1:2", 547));
}

sub read_reply {
    my ($from, $packet) = @_;
    my ($reply, $dns_servers) = (7, 23);
    return if length $packet < 4 || unpack("C", $packet) != $reply;
    my $options = substr($packet, 4);
    while (length $options >= 4) {
        my ($type, $length) = unpack("n n", $options);
        my $option = substr($options, 0, 4 + $length, '');
        next if $type != $dns_servers;
        say_once($from, $_) for unpack("x4 (a16)*", $option);
    }
}

sub to {
    my ($group, $port) = @_;
    return pack_sockaddr_in6($port, inet_pton(AF_INET6, $group), $index);
}

sub say_once {
    my ($from, $resolver) = @_;
    my $source = inet_ntop(AF_INET6, (unpack_sockaddr_in6($from))[1]);
    my $line = "$source resolver " . inet_ntop(AF_INET6, $resolver);
    print "$line\n" if !$said{$line}++;
}
