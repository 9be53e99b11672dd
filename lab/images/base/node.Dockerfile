# Stands in for node:24-bookworm-slim where that cannot be pulled: Debian, and a real Node binary. No npm.
ARG BASE=debian:bookworm-slim
FROM $BASE
COPY node /usr/local/bin/node
RUN node --version
CMD ["node"]
