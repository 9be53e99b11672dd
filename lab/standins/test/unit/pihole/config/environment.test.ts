import assert from "node:assert/strict";
import { readEnvironment } from "../../../../pihole/src/config/environment";
import { items } from "../../../../pihole/src/config/items";

const read = (environment: NodeJS.ProcessEnv) => readEnvironment(items, environment);

describe("settings from FTLCONF_ variables", () => {
  it("splits an array at semicolons and takes yes/no and true/false for booleans", () => {
    const { values } = read({
      FTLCONF_dns_upstreams: "192.0.2.1#5335; 192.0.2.2#5335",
      FTLCONF_dns_dnssec: "yes",
      FTLCONF_database_DBimport: "FALSE",
    });
    assert.deepEqual(values.get("dns.upstreams"), ["192.0.2.1#5335", "192.0.2.2#5335"]);
    assert.equal(values.get("dns.dnssec"), true);
    assert.equal(values.get("database.DBimport"), false);
  });

  it("takes a variable's name in any case, and an option's value in any case", () => {
    const { values } = read({ FTLCONF_DNS_LISTENINGMODE: "all" });
    assert.equal(values.get("dns.listeningMode"), "ALL");
  });

  it("uses the default in place of an invalid value, and says so", () => {
    const { values, log } = read({ FTLCONF_dns_port: "fifty", FTLCONF_dns_hosts: "nonsense nas.home" });
    assert.equal(values.get("dns.port"), 53);
    assert.deepEqual(values.get("dns.hosts"), []);
    assert.equal(log.filter((line) => line.endsWith("using default instead")).length, 2);
  });

  it("ignores an unknown variable, and says so", () => {
    const { values, log } = read({ FTLCONF_dns_nonsense: "1" });
    assert.equal(values.size, 0);
    assert.ok(log.some((line) => line.includes("FTLCONF_dns_nonsense is unknown")));
  });

  it("never writes a value into the log", () => {
    const { log } = read({ FTLCONF_webserver_api_password: "s3cret-value" });
    assert.ok(log.length > 0);
    assert.ok(!log.join("\n").includes("s3cret-value"));
  });
});
