import type { Entries } from "../entry";

export const localAdapter: Entries = {
    "local/directory-twice": {
        cause: "Two `Service` components of a program have cells on this machine and the same runtime directory. Commands find the processes of a service by the files in its directory, so two services can't share one.",
        example: `new Service("screening", screening, { clouds: [local()] });
new Service("orders", orders, { clouds: [local()] });`,
        remedy: 'Give each `Service` a directory of its own, as in `local({ directory: ".meridian/orders" })`.',
    },
    "watch/hub-twice": {
        cause: "A program has two `ObservabilityHub` components for regions on this machine under one domain. Commands read what the hub watches from one file, so there is one hub.",
        example: `new ObservabilityHub("eu", { landings: [west], watches: [servingInWest] });
new ObservabilityHub("north", { landings: [north], watches: [servingInNorth] });`,
        remedy: "Pass the landing zones and the components of all regions to one `ObservabilityHub`, and remove the other one.",
    },
    "watch/no-region": {
        cause: "An `ObservabilityHub` on this machine or on Kubernetes has no `RegionalServing` in `watches`. On these clouds a hub collects what the watchers of regions report, so without a region it has no work.",
        example: `new ObservabilityHub("hub", { landings, watches: [router] });`,
        remedy: "Add the `RegionalServing` of each region to `watches`.",
    },
    "auth/no-public-authorities": {
        cause: "Gates on this machine fetch the keys of an issuer over HTTPS (`jwt.jwksUri`), and the machine has no file of public certificate authorities. The gates could not verify the certificate of the issuer's host.",
        example: `routing:
  auth:
    jwt:
      issuer: https://login.example.com/
      audience: screening
      jwksUri: https://login.example.com/keys # /etc/ssl/certs/ca-certificates.crt does not exist`,
        remedy: "Install the system package `ca-certificates`, or set `jwksAuthorities` to the PEM of the authorities that issued the certificate of the host.",
    },
    "server/no-own-network": {
        cause: "A release on this machine has a server that listens on a port, and the machine can't give that server a network namespace of its own. Every user of the machine could then connect to the port, past the gate.",
        example: `models:
  - name: screening
    releases:
      "1.0.0":
        artifact: file:models/screening/1.bin
        server: { protocol: oip-http, command: ["server", "--port", "$(PORT)"], port: 8000 }`,
        remedy: "Remove `port`, and have the server listen on the Unix socket `$(SOCKET)`. Or permit user namespaces on the machine, so that `unshare --user --net` works.",
    },
    "server/no-program": {
        cause: "The program of `server.command` does not exist on this machine, or the current user may not execute it. The server would never start.",
        example: `models:
  - name: screening
    releases:
      "1.0.0":
        artifact: file:models/screening/1.bin
        server: { protocol: oip-http, command: ["no-such-program"] }`,
        remedy: "Install the program or correct its name. A name without a slash is looked up in `PATH`, and a relative path is resolved against `server.directory`.",
    },
    "store/client-missing": {
        cause: "A stack has tables (`store`) in a cell on this machine, and the client of the store is not installed. The packages `@nats-io/transport-node` and `@nats-io/obj` are optional, since only stores on this machine need them in the program.",
        example: `cells:
  - name: eu
    regions: ["local:eu-west"]
store:
  tables: [{ name: features, partitionKey: subject }] # @nats-io/obj is not installed`,
        remedy: "Run the `npm install` that the message shows, in the project of the program.",
    },
};
