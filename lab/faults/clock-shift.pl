# Shifts the wall clock that running processes see: perl - SECONDS PID..., 0 ends it. x86-64 Linux, as root.
#
# Nothing in the kernel gives a host of its own another CLOCK_REALTIME: a time namespace shifts the monotonic clocks
# alone, a preloaded library reaches only what is started anew, and to set the clock would set the whole machine's.
# But processes read the clock through the vDSO, a page of code that the kernel maps into each of them: there the
# functions that tell the time are replaced by ones that ask the kernel and add SECONDS. A write to /proc/PID/mem
# gives the process a page of its own, as a debugger's breakpoint does, so no other process is touched. Processes that
# are started later see the true time.
use strict;
use warnings;
no warnings 'portable'; # addresses have 64 bits

my ($seconds, @pids) = @ARGV;
die "SECONDS PID... are needed\n" unless defined $seconds && @pids;
die "this works on x86-64 alone\n" unless `uname -m` =~ /^x86_64$/m;

sub vdso_of {
    my ($pid) = @_;
    open my $maps, '<', "/proc/$pid/maps" or return;
    while (<$maps>) { return (hex $1, hex $2) if /^([0-9a-f]+)-([0-9a-f]+) r-xp .*\[vdso\]/ }
    return;
}

sub peek {
    my ($pid, $at, $size) = @_;
    open my $mem, '<:raw', "/proc/$pid/mem" or die "process $pid: $!\n";
    sysseek $mem, $at, 0;
    my $bytes;
    (sysread($mem, $bytes, $size) // 0) == $size or die "process $pid: cannot read its vDSO: $!\n";
    return $bytes;
}

sub poke {
    my ($pid, $at, $bytes) = @_;
    open my $mem, '+<:raw', "/proc/$pid/mem" or die "process $pid: $!\n";
    sysseek $mem, $at, 0;
    (syswrite($mem, $bytes) // 0) == length $bytes or die "process $pid: cannot write its vDSO: $!\n";
}

# The kernel maps the same code into every process: this one's own, which is as it should be, is the pattern.
my ($own, $end) = vdso_of($$) or die "no vDSO here\n";
my $image = peek($$, $own, $end - $own);

my %place; # of each function: its offset, and the bytes that it has
my ($sections, $size, $count) = (unpack('Q<', substr $image, 0x28, 8), unpack('S<S<', substr $image, 0x3a, 4));
my @headers = map { [unpack 'L<L<Q<Q<Q<Q<L<L<Q<Q<', substr $image, $sections + $_ * $size, 64] } 0 .. $count - 1;
for my $table (grep { $_->[1] == 11 } @headers) { # dynamic symbols
    my $names = $headers[$table->[6]][4];
    for my $i (0 .. $table->[5] / 24 - 1) {
        my ($name, undef, undef, undef, $value, $bytes) = unpack 'L<CCS<Q<Q<', substr $image, $table->[4] + $i * 24, 24;
        $place{unpack 'Z*', substr $image, $names + $name} = [$value, $bytes];
    }
}

# Replacements lie in the body of the largest; the others jump there.
my $add = pack 'l<', $seconds;
my @code = (
    # syscall 228, and for CLOCK_REALTIME and its coarse brother: add to ts->tv_sec
    [__vdso_clock_gettime => "\xb8\xe4\0\0\0\x0f\x05\x85\xc0\x75\x10\x85\xff\x74\x05\x83\xff\x05\x75\x07\x48\x81\x06$add\xc3"],
    # syscall 96, where tv is given: add to tv->tv_sec
    [__vdso_gettimeofday => "\xb8\x60\0\0\0\x0f\x05\x85\xc0\x75\x0c\x48\x85\xff\x74\x07\x48\x81\x07$add\xc3"],
    # syscall 201 without a place to write to, then add and write
    [__vdso_time => "\xb8\xc9\0\0\0\x57\x31\xff\x0f\x05\x5f\x48\x05$add\x48\x85\xff\x74\x03\x48\x89\x07\xc3"],
);
my $home = $place{__vdso_clock_gettime} or die "no clock_gettime in the vDSO\n";
my (@patches, $used);
for (@code) {
    my ($name, $bytes) = @$_;
    my $at = $place{$name} or die "no $name in the vDSO\n";
    push @patches, [$home->[0] + ($used // 0), $bytes];
    push @patches, [$at->[0], "\xe9" . pack 'l<', $home->[0] + $used - $at->[0] - 5] if $used;
    die "$name is too short\n" if $at->[1] < 5;
    $used += length $bytes;
}
die "clock_gettime is too short\n" if $used > $home->[1];
@patches = map { [$_->[0], substr $image, $_->[0], length $_->[1]] } @patches if $seconds == 0;

sub first_line {
    open my $in, '<', $_[0] or return ''; # The thread has ended.
    return scalar(<$in>) // '';
}

# A process is stopped for a few milliseconds, at a moment when none of its threads is within the vDSO: says if it is so.
sub paused_outside {
    my ($pid, $from, $to) = @_;
    kill STOP => $pid;
    my @tasks = glob "/proc/$pid/task/*/syscall";
    for my $try (1 .. 20) {
        my @lines = map { first_line($_) } @tasks;
        if (grep { /^running/ } @lines) { select undef, undef, undef, 0.0005; next }
        return !grep { my $pc = hex((split)[-1] // '0'); $pc >= $from && $pc < $to } @lines; # the program counter is last
    }
    return 0;
}

for my $pid (@pids) {
    my ($from, $to) = vdso_of($pid) or next; # It has ended.
    my $outside;
    for (1 .. 50) {
        last if $outside = paused_outside($pid, $from, $to);
        kill CONT => $pid;
        select undef, undef, undef, 0.002;
    }
    eval { $outside or die "process $pid: could not be paused outside of its vDSO\n"; poke($pid, $from + $_->[0], $_->[1]) for @patches; };
    my $failure = $@;
    kill CONT => $pid;
    die $failure if $failure;
    peek($pid, $from + $_->[0], length $_->[1]) eq $_->[1] or die "process $pid: its clock was not shifted\n" for @patches;
}
