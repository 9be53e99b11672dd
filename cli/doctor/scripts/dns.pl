# dns NAME BOGUS ADDRESS...
# Asks each address for NAME by UDP and by TCP, and for BOGUS, whose signature is wrong, by UDP; all at once.
# Prints "ADDRESS TRANSPORT NAME CODE ANSWERS" for each: CODE is DNS's own number, or "silent".
use strict;
use warnings;
use Socket;

my ($name, $bogus, @addresses) = @ARGV;
my @children;
$| = 1;
for my $address (@addresses) {
    for my $question ([udp => $name], [tcp => $name], [udp => $bogus]) {
        my $child = fork // die "no child: $!\n";
        if ($child) { push @children, $child; next; }
        my ($transport, $asked) = @$question;
        my $answer = eval { local $SIG{ALRM} = sub { die "late\n" }; alarm 4; ask($address, $transport, $asked) };
        print join(" ", $address, $transport, $asked, defined $answer ? ($answer) : "silent 0"), "\n";
        exit 0;
    }
}
waitpid $_, 0 for @children;

sub ask {
    my ($address, $transport, $asked) = @_;
    my $id = int rand 65536;
    my $query = pack("n6", $id, 0x0120, 1, 0, 0, 0) . join("", map { pack "C/a", $_ } split /\./, $asked) . pack("C n n", 0, 1, 1);
    my $to = pack_sockaddr_in(53, inet_aton($address));
    if ($transport eq "udp") {
        socket(my $wire, AF_INET, SOCK_DGRAM, 17) or die;
        connect($wire, $to) or die;
        for (1, 2) {
            send($wire, $query, 0) // die;
            my $ready = '';
            vec($ready, fileno($wire), 1) = 1;
            next if select($ready, undef, undef, 2) < 1;
            recv($wire, my $reply, 4096, 0) // die;
            return codes($id, $reply);
        }
        die "silent\n";
    }
    socket(my $wire, AF_INET, SOCK_STREAM, 6) or die;
    connect($wire, $to) or die;
    syswrite($wire, pack("n/a", $query)) or die;
    my $reply = '';
    while (length $reply < 2 || length $reply < 2 + unpack("n", $reply)) {
        sysread($wire, my $piece, 4096) or die;
        $reply .= $piece;
    }
    return codes($id, substr $reply, 2);
}

sub codes {
    my ($id, $reply) = @_;
    my ($its, $flags, undef, $answers) = unpack("n4", $reply);
    die "another's answer\n" if $its != $id;
    return ($flags & 15) . " $answers";
}
