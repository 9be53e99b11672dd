# adverts SECONDS
# Listens for VRRP adverts in the network namespace that it runs in. Prints "SOURCE COUNT LONGEST" for each source:
# LONGEST is the longest time between two of its adverts, in milliseconds.
use strict;
use warnings;
use Socket;
use Time::HiRes qw(time);

my ($seconds) = @ARGV;
socket(my $wire, AF_INET, SOCK_RAW, 112) or die "no raw socket: $!\n";
my (%count, %last, %longest);
my $end = time + $seconds;
while ((my $left = $end - time) > 0) {
    my $ready = '';
    vec($ready, fileno($wire), 1) = 1;
    next if select($ready, undef, undef, $left) < 1;
    recv($wire, my $packet, 1500, 0) // last;
    next if length $packet < 20;
    my $source = inet_ntoa(unpack("x12 a4", $packet));
    my $now = time;
    my $gap = defined $last{$source} ? 1000 * ($now - $last{$source}) : 0;
    $longest{$source} = $gap if $gap > ($longest{$source} // 0);
    $last{$source} = $now;
    $count{$source}++;
}
printf "%s %d %.1f\n", $_, $count{$_}, $longest{$_} // 0 for sort keys %count;
