# Sends VRRP adverts on loopback in a peer's name, behind the packet filter, and asks it whether they came late:
# perl - POD PEER ASK-FROM ASK-LATE INTERVAL-MS. Prints a line a scene.
use strict;
use warnings;
use Errno qw(EPERM);
use IO::Socket::INET;
use Socket;
use Time::HiRes qw(sleep time);

my ($pod, $peer, $from, $late, $interval) = @ARGV;
socket(my $vrrp, AF_INET, SOCK_RAW, 112) or die "raw socket: $!\n";
bind($vrrp, sockaddr_in(0, inet_aton($peer))) or die "bind: $!\n";
my $agent = IO::Socket::INET->new(Proto => 'udp', LocalAddr => $pod, LocalPort => $from) or die "agent: $!\n";
my $due = 0;

sub adverts { # count: as keepalived sends them
    for (1 .. $_[0]) {
        sleep($due - time) if $due > time;
        send($vrrp, "\x31\x33\xfe\x01\x00\x02\x00\x00\x7f\x00\x00\x01", 0, sockaddr_in(0, inet_aton($pod))) or die "send: $!\n";
        $due = ($due > time - $interval / 1000 ? $due : time) + $interval / 1000;
    }
}

sub lost { # count: adverts that are not sent
    $due += $_[0] * $interval / 1000;
}

sub scene { # name: what the filter says
    my $sent = send($agent, '', 0, sockaddr_in($late, inet_aton($peer)));
    print "$_[0]: ", defined $sent ? 'no' : $! == EPERM ? 'late' : "$!", "\n";
}

scene('none ever came');
adverts(6);
scene('all in time');
sleep(1.2);
adverts(6);
scene('leads anew after a pause');
lost(1);
adverts(6);
scene('one lost');
lost(2);
adverts(6);
scene('two lost in a row');
