//go:build tools

// Package tools pins the last Node.js language host that is part of Pulumi's SDK module.
// Later ones are modules of their own, which cannot be had from a Go module proxy.
package tools

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
