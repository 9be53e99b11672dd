/*
 * Answers queries that the leader does not answer in time. See docs/second-answer.md; the packet filter is in
 * components/render/second-answer-file.ts.
 *
 *   second DELAY_MS LEAST_CLAIM MAX_AGE_S PORT VIP[,VIP] PEER[,PEER]
 *
 * The leader's kernel sends this node a copy of each query for a VIP and of each answer to it. A query is held for DELAY_MS.
 * If no answer came by then, this node's own Pi-hole gets the query as if the client had asked it, and answers the client.
 * A node gets copies only while it asks for them: it sends a datagram to PORT of each peer each second, as long as it may
 * take the VIP over. A datagram to the next port ends that.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { DNS = 53, COPY = 42 /* DSCP that marks the copy of a query */, RING = 8192, QUERY = 600, MOST = 16 };
enum { BEAT_MS = 1000, REPORT_MS = 5000 };

static const char *const folder = "/run/ha-dns";
static const char *const report_file = "/run/ha-dns/second";

/* IPv6, or IPv4 mapped into IPv6. */
typedef struct in6_addr address;
struct packet { address from, to; uint16_t from_port, to_port, id; int dscp, header, length, fragment, answer; };

/* Keys are apart from packets, because each answer is compared with all keys. */
static struct { address client; uint16_t port, id; int settled; double due; } held[RING];
static struct { int length; uint8_t bytes[QUERY]; } query[RING];
static unsigned first, end; /* the queries between them are held; both only grow */

static struct { long seen, answered, given, withheld, dropped; } counts;
static address vips[MOST], peers[MOST];
static int n_vips, n_peers;
static volatile sig_atomic_t stopped;

static void fail(const char *what) { perror(what); exit(1); }
static void stop(int signal) { (void)signal; stopped = 1; }

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

/* ---- addresses ---- */

static address mapped(const void *v4) {
  address a = {.s6_addr = {[10] = 0xff, [11] = 0xff}};
  memcpy(a.s6_addr + 12, v4, 4);
  return a;
}

static int is_v6(const address *a) { return !IN6_IS_ADDR_V4MAPPED(a); }
static int same(const address *a, const address *b) { return memcmp(a, b, sizeof *a) == 0; }

static int is_vip(const address *a) {
  for (int i = 0; i < n_vips; i++) if (same(a, &vips[i])) return 1;
  return 0;
}

static int addresses_of(char *list, address *into) {
  int n = 0;
  for (char *one = strtok(list, ","); one; one = strtok(NULL, ",")) {
    struct in_addr v4;
    if (n == MOST) { fprintf(stderr, "more than %d addresses\n", MOST); exit(2); }
    if (inet_pton(AF_INET, one, &v4) == 1) into[n++] = mapped(&v4);
    else if (inet_pton(AF_INET6, one, &into[n]) == 1) n++;
    else { fprintf(stderr, "\"%s\" is no address\n", one); exit(2); }
  }
  return n;
}

static socklen_t socket_address(const address *a, int port, struct sockaddr_storage *out) {
  memset(out, 0, sizeof *out);
  if (is_v6(a)) {
    struct sockaddr_in6 *s = (void *)out;
    s->sin6_family = AF_INET6;
    s->sin6_addr = *a;
    s->sin6_port = htons(port);
    return sizeof *s;
  }
  struct sockaddr_in *s = (void *)out;
  s->sin_family = AF_INET;
  s->sin_port = htons(port);
  memcpy(&s->sin_addr, a->s6_addr + 12, 4);
  return sizeof *s;
}

/* ---- packets ---- */

static uint16_t word(const uint8_t *at) { return at[0] << 8 | at[1]; }
static void put_word(uint8_t *at, uint16_t value) { at[0] = value >> 8; at[1] = value; }

/* Whether it is a DNS message over UDP. A frame may be longer than its packet, because short frames are padded. */
static int parse(const uint8_t *p, int n, struct packet *out) {
  memset(out, 0, sizeof *out);
  if (n >= 20 && p[0] >> 4 == 4) {
    out->header = (p[0] & 15) * 4;
    out->length = word(p + 2);
    out->dscp = p[1] >> 2;
    out->fragment = (word(p + 6) & 0x3fff) != 0; /* the first fragment has ports too */
    if (p[9] != IPPROTO_UDP || word(p + 6) & 0x1fff) return 0;
    out->from = mapped(p + 12);
    out->to = mapped(p + 16);
  } else if (n >= 40 && p[0] >> 4 == 6) {
    out->header = 40;
    out->length = 40 + word(p + 4);
    out->dscp = (word(p) >> 6) & 63;
    if (p[6] != IPPROTO_UDP) return 0;
    memcpy(&out->from, p + 8, 16);
    memcpy(&out->to, p + 24, 16);
  } else return 0;
  if (out->header < 20 || out->length > n || out->length < out->header + 20) return 0;
  const uint8_t *udp = p + out->header;
  out->from_port = word(udp);
  out->to_port = word(udp + 2);
  out->id = word(udp + 8);
  out->answer = udp[10] >> 7;
  return 1;
}

/* A packet that this machine made may have no checksum yet. UDP over IPv4 needs none; the kernel sets the IP header's. */
static void set_checksum(uint8_t *p, int header, int length) {
  uint8_t *udp = p + header;
  uint32_t sum = IPPROTO_UDP + (length - header);
  put_word(udp + 6, 0);
  if (p[0] >> 4 == 4) return;
  for (int i = 8; i < length; i += 2) sum += i + 1 < length ? word(p + i) : p[i] << 8;
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  put_word(udp + 6, (uint16_t)~sum ? (uint16_t)~sum : 0xffff);
}

/* ---- sockets ---- */

/* Sees what comes in by eth0, before the packet filter does: only UDP from or to port 53. */
static int tap(int protocol) {
  struct sock_filter v4[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, SKF_AD_OFF + SKF_AD_PKTTYPE), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_HOST, 0, 9),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 7),
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6), BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 5, 0),
    BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
    BPF_STMT(BPF_LD | BPF_H | BPF_IND, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, DNS, 3, 0),
    BPF_STMT(BPF_LD | BPF_H | BPF_IND, 2), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, DNS, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, 0), BPF_STMT(BPF_RET | BPF_K, 65535),
  };
  struct sock_filter v6[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, SKF_AD_OFF + SKF_AD_PKTTYPE), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_HOST, 0, 6),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 6), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 4),
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 40), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, DNS, 3, 0),
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 42), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, DNS, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, 0), BPF_STMT(BPF_RET | BPF_K, 65535),
  };
  int is_four = protocol == ETH_P_IP, room = 1 << 20;
  struct sock_fprog filter = {is_four ? sizeof v4 / sizeof *v4 : sizeof v6 / sizeof *v6, is_four ? v4 : v6};
  struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(protocol), .sll_ifindex = if_nametoindex("eth0")};
  int s = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); /* protocol 0: nothing comes before the filter */
  if (s < 0 || setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter)) fail("tap");
  setsockopt(s, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  if (bind(s, (void *)&at, sizeof at)) fail("tap on eth0");
  return s;
}

/*
 * Sends whole packets from the client's address. Bound to lo, because a route delivers what leaves by lo for the VIP to this
 * node (see the entrypoint). By any other interface, a node without the VIP would send it to the leader, which would copy it again.
 */
static int raw(int family) {
  int s = socket(family, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
  if (s < 0 || setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2)) fail("raw socket on lo");
  return s;
}

static void drop_capabilities(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[2] = {{0}};
  if (syscall(SYS_capset, &header, none)) fail("capset");
}

/* ---- whether this node may answer ---- */

static int read_number(const char *name, long *value) {
  char path[64], text[32];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t n = read(file, text, sizeof text - 1);
  close(file);
  if (n <= 0) return 0;
  text[n] = 0;
  char *rest;
  *value = strtol(text, &rest, 10);
  return rest != text;
}

/* As for keepalived's take-over: the agent runs, DNS answers, the node is neither drained nor behind the leader. */
static int may_answer(long least_claim, long max_age) {
  struct stat role;
  long health, claim;
  if (stat("/run/ha-dns/role", &role) || labs(time(NULL) - role.st_mtime) > max_age) return 0;
  return read_number("health", &health) && health == 0 && read_number("claim", &claim) && claim >= least_claim;
}

/* ---- what is held ---- */

static void settle(const struct packet *answer) {
  /* Most answers come soon, so the newest queries are first. One answer settles all copies of a repeated query. */
  for (unsigned k = end; k != first; k--) {
    unsigned i = (k - 1) % RING;
    if (held[i].settled || held[i].id != answer->id || held[i].port != answer->to_port) continue;
    if (!same(&held[i].client, &answer->to)) continue;
    held[i].settled = 1;
    counts.answered++;
  }
}

static void hold(const uint8_t *p, const struct packet *asked, double due) {
  counts.seen++;
  if (asked->fragment || asked->length > QUERY) { counts.dropped++; return; }
  if (end - first == RING) {
    first++;
    counts.dropped++;
  }
  unsigned i = end++ % RING;
  held[i].client = asked->from;
  held[i].port = asked->from_port;
  held[i].id = asked->id;
  held[i].settled = 0;
  held[i].due = due;
  query[i].length = asked->length;
  memcpy(query[i].bytes, p, asked->length);
  set_checksum(query[i].bytes, asked->header, asked->length);
}

static void hear(int s, double due) {
  uint8_t bytes[2048];
  struct packet packet;
  for (ssize_t n; (n = recv(s, bytes, sizeof bytes, MSG_TRUNC)) > 0;) {
    if (!parse(bytes, n < (ssize_t)sizeof bytes ? n : (ssize_t)sizeof bytes, &packet)) continue;
    if (packet.answer && packet.from_port == DNS && is_vip(&packet.from)) settle(&packet);
    if (!packet.answer && packet.to_port == DNS && packet.dscp == COPY && is_vip(&packet.to)) hold(bytes, &packet, due);
  }
}

static void give(int to4, int to6, unsigned i) {
  struct sockaddr_storage to;
  struct packet packet;
  parse(query[i].bytes, query[i].length, &packet);
  /* A raw socket takes no port. */
  socklen_t size = socket_address(&packet.to, 0, &to);
  if (sendto(is_v6(&packet.to) ? to6 : to4, query[i].bytes, query[i].length, 0, (void *)&to, size) < 0) {
    if (counts.dropped++ == 0) perror("a query could not be given to Pi-hole");
  } else counts.given++;
}

/* ---- messages to peers, and the report ---- */

/* The peers' packet filters read it; no program does. */
static void tell_peers(int by4, int by6, int port) {
  for (int i = 0; i < n_peers; i++) {
    struct sockaddr_storage to;
    socklen_t size = socket_address(&peers[i], port, &to);
    /* Lost datagrams do not matter: the next follows in a second. */
    (void)sendto(is_v6(&peers[i]) ? by6 : by4, "", 1, MSG_DONTWAIT, (void *)&to, size);
  }
}

static void report(int fit) {
  char text[200], fresh[] = "/run/ha-dns/.second.new";
  int n = snprintf(text, sizeof text,
    "{\"fit\":%s,\"seen\":%ld,\"answered\":%ld,\"given\":%ld,\"withheld\":%ld,\"dropped\":%ld}\n",
    fit ? "true" : "false", counts.seen, counts.answered, counts.given, counts.withheld, counts.dropped);
  unlink(fresh);
  int file = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (file < 0) return;
  int written = write(file, text, n) == n;
  close(file);
  if (written) rename(fresh, report_file);
}

int main(int argc, char **argv) {
  if (argc != 7) { fputs("second DELAY_MS LEAST_CLAIM MAX_AGE_S PORT VIPS PEERS\n", stderr); return 2; }
  double delay = atof(argv[1]);
  long least_claim = atol(argv[2]), max_age = atol(argv[3]);
  int port = atoi(argv[4]), six = 0;
  n_vips = addresses_of(argv[5], vips);
  n_peers = addresses_of(argv[6], peers);
  for (int i = 0; i < n_vips; i++) six |= is_v6(&vips[i]);

  struct pollfd taps[2] = {{.fd = tap(ETH_P_IP), .events = POLLIN}, {.fd = six ? tap(ETH_P_IPV6) : -1, .events = POLLIN}};
  int to4 = raw(AF_INET), to6 = six ? raw(AF_INET6) : -1;
  int by4 = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), by6 = six ? socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
  drop_capabilities();
  signal(SIGTERM, stop);
  signal(SIGINT, stop);
  printf("holding copies of queries for %g ms\n", delay);
  fflush(stdout);

  double beat = 0, told = 0;
  long told_given = -1;
  int wanted = 0;
  while (!stopped) {
    double now = now_ms(), wait = beat - now;
    if (first != end && held[first % RING].due - now < wait) wait = held[first % RING].due - now;
    if (wait < 0) wait = 0;
    struct timespec patience = {wait / 1e3, (long)(wait * 1e6) % 1000000000};
    if (ppoll(taps, 2, &patience, NULL) < 0 && errno != EINTR) fail("poll");

    /* Reads every packet before it looks for due queries: after a pause of this process, no query is answered twice. */
    now = now_ms();
    for (int t = 0; t < 2; t++) if (taps[t].revents) hear(taps[t].fd, now + delay);
    int fit = -1; /* unknown; read once a round, if a query is due */
    for (; first != end && (held[first % RING].settled || held[first % RING].due <= now); first++) {
      if (held[first % RING].settled) continue;
      if (fit < 0) fit = may_answer(least_claim, max_age);
      if (fit) give(to4, to6, first % RING);
      else counts.withheld++;
    }
    if (now < beat) continue;
    beat = now + BEAT_MS;
    fit = may_answer(least_claim, max_age);
    if (fit || wanted) tell_peers(by4, by6, fit ? port : port + 1);
    wanted = fit;
    if (told_given == counts.given + counts.withheld && now - told < REPORT_MS) continue;
    told = now;
    told_given = counts.given + counts.withheld;
    report(fit);
  }
  tell_peers(by4, by6, port + 1);
  unlink(report_file);
  return 0;
}
