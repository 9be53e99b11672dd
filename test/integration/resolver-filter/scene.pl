# Plays two Unbounds and a Pi-hole on loopback, behind the packet filter: perl - POD UNBOUND UNBOUND FREE-PORT
# Prints a line a question: what the Pi-hole heard, as UNBOUND:CODE in the order of the answers.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use Time::HiRes qw(time);

my ($pod, $first, $second, $free) = @ARGV;
my $udp = sub { IO::Socket::INET->new(Proto => 'udp', @_) or die "@_: $!\n" };
my %unbound = (a => $udp->(LocalAddr => $first, LocalPort => 5335), b => $udp->(LocalAddr => $second, LocalPort => 5335));
my $pihole = $udp->(LocalAddr => $pod, LocalPort => 40000);
my $agent = $udp->(LocalAddr => $pod, LocalPort => $free);
my %of = ($first => 'a', $second => 'b');

sub answer { # unbound, id, response code, socket that asked
    my ($who, $id, $code, $asker) = @_;
    my $to = sockaddr_in($asker->sockport, inet_aton($pod));
    $unbound{$who}->send(pack('n C C n4', $id, 0x81, 0x80 | $code, 1, 0, 0, 0), 0, $to);
}

sub heard { # socket: all that comes within 100 ms
    my ($asker) = @_;
    my @heard;
    my $select = IO::Select->new($asker);
    while ($select->can_read(0.1)) {
        my $from = $asker->recv(my $message, 512);
        my (undef, $address) = sockaddr_in($from);
        push @heard, $of{inet_ntoa($address)} . ':' . (unpack('x3 C', $message) & 15);
    }
    return join ' ', @heard;
}

my $id = 1;
sub question { # name, answers as UNBOUND:CODE, socket that asks
    my ($name, $answers, $asker) = @_;
    $id++;
    answer(split(/:/, $_), $asker) for map { my ($who, $code) = split /:/; "$who:$id:$code" } split / /, $answers;
    print "$name: ", heard($asker), "\n";
}

question('nobody is known to live', 'a:2 b:0', $pihole);
question('one fails, one answers', 'a:2 b:0', $pihole);
question('the other way round', 'b:2 a:0', $pihole);
question('does not exist', 'a:2 b:3', $pihole);
question('both fail', 'a:2 b:2', $pihole);
question('the agent asks', 'a:2', $agent);
# b falls silent: from some time on a's word is enough.
my $silent = time;
while (1) {
    $id++;
    answer('a', $id, 2, $pihole);
    last if heard($pihole);
    die "a dead one is waited for after 10 s\n" if time - $silent > 10;
}
printf "silence: %.0f\n", time - $silent;
