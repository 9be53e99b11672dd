# vrrp INTERFACE SECONDS
# Listens for the adverts of VRRP routers. Prints "SOURCE VRID VERSION PRIORITY" once for each.
use strict;
use warnings;
use Socket;

my ($interface, $seconds) = @ARGV;
my $vrrp = 112;
socket(my $wire, AF_INET, SOCK_RAW, $vrrp) or die "no raw socket: $!\n";
setsockopt($wire, SOL_SOCKET, 25, pack("a16", $interface)) or die "$interface: $!\n"; # SO_BINDTODEVICE
my $request = pack("a16 x24", $interface);
ioctl($wire, 0x8933, $request) or die "$interface: $!\n"; # SIOCGIFINDEX
my $group = pack("a4 a4 i", inet_aton("224.0.0.18"), INADDR_ANY, unpack("x16 i", $request));
setsockopt($wire, 0, 35, $group) or die "$interface: $!\n"; # IP_ADD_MEMBERSHIP

my %said;
my $left = $seconds;
while ($left > 0) {
    my $ready = '';
    vec($ready, fileno($wire), 1) = 1;
    (my $count, $left) = select($ready, undef, undef, $left);
    last if $count < 1;
    recv($wire, my $packet, 1500, 0) // last;
    my $header = 4 * (unpack("C", $packet) & 15);
    next if length $packet < $header + 8;
    my $source = inet_ntoa(unpack("x12 a4", $packet));
    my ($first, $vrid, $priority) = unpack("x$header C C C", $packet);
    my $line = join " ", $source, $vrid, $first >> 4;
    print "$line $priority\n" if !$said{$line}++;
}
