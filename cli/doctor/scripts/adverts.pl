# adverts SECONDS
# Listens for VRRP adverts in the network namespace that it runs in. Prints "SOURCE COUNT LONGEST" for each source:
# LONGEST is the longest time between two of its adverts, in milliseconds, by the kernel's clock: on a busy host this
# script itself may read them late.
use strict;
use warnings;
use Socket;
use Time::HiRes qw(time);

my ($seconds) = @ARGV;
my $stamp_of_last = 0x8906; # SIOCGSTAMP
socket(my $wire, AF_INET, SOCK_RAW, 112) or die "no raw socket: $!\n";
my (%count, %last, %longest);
# The first question switches the stamps on.
my $stamp = pack("l! l!", 0, 0);
ioctl($wire, $stamp_of_last, $stamp);
my $end = time + $seconds;
while ((my $left = $end - time) > 0) {
    my $ready = '';
    vec($ready, fileno($wire), 1) = 1;
    next if select($ready, undef, undef, $left) < 1;
    recv($wire, my $packet, 1500, 0) // last;
    next if length $packet < 20;
    my $source = inet_ntoa(unpack("x12 a4", $packet));
    ioctl($wire, $stamp_of_last, $stamp) // die "no time of an advert: $!\n";
    my ($whole, $micro) = unpack("l! l!", $stamp);
    my $now = $whole + $micro / 1e6;
    my $gap = defined $last{$source} ? 1000 * ($now - $last{$source}) : 0;
    $longest{$source} = $gap if $gap > ($longest{$source} // 0);
    $last{$source} = $now;
    $count{$source}++;
}
printf "%s %d %.1f\n", $_, $count{$_}, $longest{$_} // 0 for sort keys %count;
