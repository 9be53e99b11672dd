#!/bin/sh
# Builds the Pulumi CLI and Node's language host from Go modules, whose digests are in go.sum.
#
#   build.sh VERSION FOLDER    both programs in FOLDER; VERSION is what the CLI says of itself
set -eu
version=$1
folder=$2
cd "$(dirname "$0")"
sdk=github.com/pulumi/pulumi/sdk/v3

build() { # FOLDER VERSION NAME PACKAGE
  (cd "$1" && CGO_ENABLED=0 go build -p 2 -mod=readonly -trimpath -tags 'osusergo grpcnotrace' \
    -ldflags "-s -w -X $sdk/go/common/version.Version=$2" -o "$folder/$3" "$4") || {
    echo "building $3 failed" >&2
    exit 1
  }
  echo "  built $3" >&2
}

host_version=$(cd language-nodejs && go list -m -f '{{.Version}}' $sdk)
build language-nodejs "$host_version" pulumi-language-nodejs $sdk/nodejs/cmd/pulumi-language-nodejs
build . "v$version" pulumi github.com/pulumi/pulumi/pkg/v3/cmd/pulumi
