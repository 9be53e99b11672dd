# listen.pl MAC FILE: writes a line for each frame that leaves eth0 from that MAC (hex), what it is and to whom.
use strict;
use Socket;
my ($mac, $file) = @ARGV;
socket(my $wire, 17, SOCK_RAW, unpack('n', pack('S', 3))) or die "packet: $!\n"; # AF_PACKET, ETH_P_ALL
open(my $out, '>', $file) or die "$file: $!\n";
select((select($out), $| = 1)[0]);
open(my $index, '<', '/sys/class/net/eth0/ifindex') or die "eth0: $!\n";
chomp(my $eth0 = <$index>);
print $out "listens\n";
while (defined(my $from = recv($wire, my $frame, 2048, 0))) {
    my (undef, undef, $interface, undef, $type) = unpack('S n i S C', $from);
    next if $interface != $eth0 || $type != 4 || unpack('x6 H12', $frame) ne $mac; # PACKET_OUTGOING
    my ($to, undef, $kind) = unpack('H12 H12 H4', $frame);
    print $out "$kind to $to\n";
}
