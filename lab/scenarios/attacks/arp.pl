# Says every 50 ms that ADDRESS is at this device's MAC address (gratuitous ARP): to all of the network, or to MAC alone.
# usage: arp.pl INTERFACE ADDRESS [MAC]
my ($interface, $address, $mac) = @ARGV;
my ($wire, $index, $own) = open_wire($interface, 0x0806);
my $to = defined $mac ? pack("H12", $mac =~ tr/://dr) : "\xff" x 6;
my $named = inet_aton($address);

sub frame { # 1: request, 2: reply
    return $to . $own . pack("n n n C C n", 0x0806, 1, 0x0800, 6, 4, $_[0]) . $own . $named . $to . $named;
}

for (;;) {
    send($wire, frame($_), 0) or die "send: $!\n" for 1, 2;
    select undef, undef, undef, 0.05;
}
