# neighbours INTERFACE SECONDS ADDRESS...
# Asks the LAN who has each address, as RFC 5227 (ARP) and RFC 4862 (IPv6) do before they take one: with no address of
# its own, so that no one learns anything. Prints "ADDRESS MAC" for each answer. Perl, because a Debian host always has
# it and may have no arping.
use Socket qw(inet_pton);

my ($interface, $seconds, @addresses) = @ARGV;
my ($arp, $ipv6) = (0x0806, 0x86dd);
my $rounds = 3;

my @addresses6 = grep { /:/ } @addresses;
my %asked = map { (/:/ ? inet_pton(AF_INET6, $_) : inet_aton($_)) => $_ } @addresses;
my ($arp_wire, $index, $own) = open_wire($interface, $arp);
my %wires = ($arp => $arp_wire);
if (@addresses6) {
    ($wires{$ipv6}) = open_wire($interface, $ipv6);
    # The answers go to all nodes, which the network card may not pass on while the host has no IPv6.
    my $all_multicast = pack("i S S a8", $index, 2, 0, "");
    setsockopt($wires{$ipv6}, 263, 1, $all_multicast) or die "$interface: $!\n"; # SOL_PACKET, PACKET_ADD_MEMBERSHIP
}

my %said;
for (1 .. $rounds) {
    for my $address (keys %asked) {
        my ($wire, $frame) = length $address == 4 ? ($wires{$arp}, arp_probe($address)) : ($wires{$ipv6}, solicitation($address));
        send($wire, $frame, 0) // die "$interface: $!\n";
    }
    my $left = $seconds / $rounds;
    while ($left > 0) {
        my $ready = '';
        vec($ready, fileno($_), 1) = 1 for values %wires;
        (my $count, $left) = select($ready, undef, undef, $left);
        last if $count < 1;
        for my $kind (keys %wires) {
            next if !vec($ready, fileno($wires{$kind}), 1);
            recv($wires{$kind}, my $frame, 1500, 0) // next;
            my ($mac, $sender) = $kind == $arp ? arp_sender($frame) : advertiser($frame);
            my $address = defined $sender ? $asked{$sender} : undef;
            next if !defined $address || $mac eq $own;
            my $line = "$address " . join(":", map { sprintf "%02x", $_ } unpack("C6", $mac));
            print "$line\n" if !$said{$line}++;
        }
    }
}

sub arp_probe {
    my ($target) = @_;
    my $ethernet = pack("a6 a6 n", "\xff" x 6, $own, $arp);
    return $ethernet . pack("n n C C n a6 a4 a6 a4", 1, 0x0800, 6, 4, 1, $own, "\0" x 4, "\0" x 6, $target);
}

sub arp_sender {
    my ($frame) = @_;
    return length $frame < 42 ? () : unpack("x22 a6 a4", $frame);
}

sub solicitation {
    my ($target) = @_;
    my ($icmp6, $last) = (58, substr($target, 13));
    my $group = inet_pton(AF_INET6, "ff02::1:ff00:0");
    substr($group, 13) = $last;
    my ($from, $message) = ("\0" x 16, pack("C C n N a16", 135, 0, 0, 0, $target));
    substr($message, 2, 2) = pack("n", checksum($from . $group . pack("N N", length $message, $icmp6) . $message));
    my $ethernet = pack("a6 a6 n", "\x33\x33\xff$last", $own, $ipv6);
    return $ethernet . pack("N n C C a16 a16", 6 << 28, length $message, $icmp6, 255, $from, $group) . $message;
}

# The MAC address of the frame, as nobody but its sender has it.
sub advertiser {
    my ($frame) = @_;
    return () if length $frame < 78 || unpack("x20 C", $frame) != 58 || unpack("x54 C", $frame) != 136;
    return (unpack("x6 a6", $frame), substr($frame, 62, 16));
}

