# Stands in for busybox:1.37.0 if that cannot be pulled: Debian's static busybox (1.37 in trixie).
ARG BASE=debian:trixie-slim
FROM $BASE AS packages
LABEL ha-dns-lab.stage=busybox
RUN apt-get update && apt-get install -y --no-install-recommends busybox-static

FROM scratch
COPY --from=packages /bin/busybox /bin/busybox
RUN ["/bin/busybox", "sh", "-c", "/bin/busybox --install -s /bin && /bin/mkdir -p /etc /home /root /tmp /usr /var && /bin/chmod 1777 /tmp && /bin/echo root:x:0:0:root:/root:/bin/sh >/etc/passwd && /bin/echo root:x:0: >/etc/group"]
CMD ["sh"]
