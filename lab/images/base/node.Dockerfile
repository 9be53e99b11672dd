# Stands in for node:24-trixie-slim if that cannot be pulled: Debian, and a real Node binary. No npm.
ARG BASE=debian:trixie-slim
FROM $BASE
COPY node /usr/local/bin/node
RUN node --version
CMD ["node"]
