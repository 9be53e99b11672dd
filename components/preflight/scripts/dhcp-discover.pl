# dhcp-discover INTERFACE SECONDS
# Asks the LAN's DHCP servers what they would hand out, and takes nothing: an offer that nobody requests lapses.
# Prints "SERVER OFFERED GATEWAY RESOLVER,..." for each offer; "-" stands for what an offer does not name.
# It speaks by raw frames, because the host's own DHCP client has port 68.
my ($interface, $seconds) = @ARGV;
my $ipv4 = 0x0800;
my ($wire, undef, $own) = open_wire($interface, $ipv4);

# A client that nobody knows: it is offered what any new device would be.
my $client = pack("C6", 2, map { int rand 256 } 1 .. 5);
my $exchange = int rand 0xffffffff;
my (%said, $left);
for my $round (1, 2) {
    send($wire, discover(), 0) // die "$interface: $!\n";
    $left = $seconds / 2;
    while ($left > 0) {
        my $ready = '';
        vec($ready, fileno($wire), 1) = 1;
        (my $count, $left) = select($ready, undef, undef, $left);
        last if $count < 1;
        recv($wire, my $frame, 2000, 0) // last;
        read_offer(substr $frame, 14);
    }
    last if %said;
}

sub discover {
    my $options = pack("C3", 53, 1, 1) . pack("C5", 55, 3, 1, 3, 6) . pack("C", 255);
    my $message = pack("C4 N n n a4 a4 a4 a4 a6 x10 x64 x128 N", 1, 1, 6, 0, $exchange, 0, 0x8000,
        ("\0" x 4) x 4, $client, 0x63825363) . $options;
    $message .= "\0" x (300 - length $message) if length $message < 300;
    my $datagram = pack("n n n n", 68, 67, 8 + length $message, 0) . $message;
    my $header = pack("C C n n n C C n a4 a4", 0x45, 0, 20 + length $datagram, 0, 0, 64, 17, 0, "\0" x 4, "\xff" x 4);
    substr($header, 10, 2) = pack("n", checksum($header));
    return pack("a6 a6 n", "\xff" x 6, $own, $ipv4) . $header . $datagram;
}

sub read_offer {
    my ($packet) = @_;
    return if length $packet < 28 || unpack("x9 C", $packet) != 17;
    my $header = 4 * (unpack("C", $packet) & 15);
    return if length $packet < $header + 8 + 240 || unpack("x$header n", $packet) != 67;
    my $message = substr $packet, $header + 8;
    my ($operation, $id, $offered) = unpack("C x3 N x8 a4", $message);
    return if $operation != 2 || $id != $exchange;
    my %option = options(substr $message, 240);
    return if unpack("C", $option{53} // "\0") != 2;
    my $from = $option{54} // substr $packet, 12, 4;
    my $line = join " ", addresses($from), addresses($offered), addresses(substr $option{3} // "", 0, 4), addresses($option{6} // "");
    print "$line\n" if !$said{$line}++;
}

sub options {
    my ($text) = @_;
    my %found;
    while (length $text) {
        my $code = unpack("C", $text);
        last if $code == 255;
        if ($code == 0) { $text = substr $text, 1; next; }
        last if length $text < 2;
        my $length = unpack("x C", $text);
        last if length $text < 2 + $length;
        $found{$code} .= substr $text, 2, $length;
        $text = substr $text, 2 + $length;
    }
    return %found;
}

sub addresses {
    my @all = unpack("(a4)*", $_[0]);
    return @all ? join(",", map { inet_ntoa($_) } grep { length == 4 } @all) : "-";
}
