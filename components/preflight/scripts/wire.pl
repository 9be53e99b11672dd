# What the scripts that send and receive whole frames share; it is put in front of them (see preflight-scripts.ts).
use strict;
use warnings;
use Socket;

# open_wire INTERFACE ETHERTYPE: a socket for these frames, the interface's index and its MAC address.
sub open_wire {
    my ($interface, $kind) = @_;
    my $packet_family = 17;
    socket(my $wire, $packet_family, SOCK_RAW, unpack("S", pack("n", $kind))) or die "no raw socket: $!\n";
    my $index = interface_value($wire, $interface, 0x8933, "x16 i"); # SIOCGIFINDEX
    my $own = interface_value($wire, $interface, 0x8927, "x18 a6");  # SIOCGIFHWADDR
    bind($wire, pack("S n i S C C x8", $packet_family, $kind, $index, 0, 0, 0)) or die "$interface: $!\n";
    return ($wire, $index, $own);
}

sub interface_value {
    my ($wire, $interface, $request, $layout) = @_;
    my $answer = pack("a16 x24", $interface);
    ioctl($wire, $request, $answer) or die "$interface: $!\n";
    return unpack($layout, $answer);
}

# The checksum of the IPv4 header and of ICMPv6.
sub checksum {
    my $sum = 0;
    $sum += $_ for unpack("n*", $_[0]);
    $sum = ($sum >> 16) + ($sum & 0xffff) while $sum >> 16;
    return ~$sum & 0xffff;
}
