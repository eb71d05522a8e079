//go:build tools

// Package tools pins the store's server, so that go.sum fixes every module it is built from.
package tools

import _ "github.com/nats-io/nats-server/v2"
