# arp INTERFACE SECONDS ADDRESS...
# Asks the LAN who has each address, as RFC 5227 does: with no address of its own, so that no one learns anything.
# Prints "ADDRESS MAC" for each answer. Perl, because a Debian host always has it and may have no arping.
use strict;
use warnings;
use Socket;

my ($interface, $seconds, @addresses) = @ARGV;
my ($packet_family, $arp) = (17, 0x0806);
my $rounds = 3;

socket(my $wire, $packet_family, SOCK_RAW, unpack("S", pack("n", $arp))) or die "no raw socket: $!\n";
my $index = interface_value(0x8933, "x16 i"); # SIOCGIFINDEX
my $own = interface_value(0x8927, "x18 a6");  # SIOCGIFHWADDR
bind($wire, pack("S n i S C C x8", $packet_family, $arp, $index, 0, 0, 0)) or die "$interface: $!\n";

my %asked = map { inet_aton($_) => $_ } @addresses;
my %said;
for (1 .. $rounds) {
    send($wire, probe($_), 0) // die "$interface: $!\n" for keys %asked;
    my $left = $seconds / $rounds;
    while ($left > 0) {
        my $ready = '';
        vec($ready, fileno($wire), 1) = 1;
        (my $count, $left) = select($ready, undef, undef, $left);
        last if $count < 1;
        recv($wire, my $frame, 1500, 0) // last;
        next if length $frame < 42;
        my ($mac, $sender) = unpack("x22 a6 a4", $frame);
        my $address = $asked{$sender};
        next if !defined $address || $mac eq $own;
        my $line = "$address " . join(":", map { sprintf "%02x", $_ } unpack("C6", $mac));
        print "$line\n" if !$said{$line}++;
    }
}

sub probe {
    my ($target) = @_;
    my $ethernet = pack("a6 a6 n", "\xff" x 6, $own, $arp);
    return $ethernet . pack("n n C C n a6 a4 a6 a4", 1, 0x0800, 6, 4, 1, $own, "\0" x 4, "\0" x 6, $target);
}

sub interface_value {
    my ($request, $layout) = @_;
    my $answer = pack("a16 x24", $interface);
    ioctl($wire, $request, $answer) or die "$interface: $!\n";
    return unpack($layout, $answer);
}
