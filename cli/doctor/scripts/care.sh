# What the host says of its power and of its own updates. Only reads.
section throttled sh -c 'command -v vcgencmd >/dev/null && vcgencmd get_throttled'
section reboot sh -c 'command -v apt-config >/dev/null && apt-config dump Unattended-Upgrade'
