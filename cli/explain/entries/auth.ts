import type { Entries } from "../entry";

export const auth: Entries = {
    "auth/keys": {
        cause: "`jwt` does not name one source of the issuer's public keys: both `jwks` and `jwksUri` are set, or neither, or `jwksCacheSeconds` or `jwksAuthorities` is set without `jwksUri`. A gate needs one source to verify tokens.",
        example: `routing:
  auth:
    jwt: { issuer: "https://issuer.example", audience: meridian }`,
        remedy: "Set `jwksUri` to the URL where the issuer publishes its keys, or `jwks` to the keys themselves. `jwksCacheSeconds` and `jwksAuthorities` apply to `jwksUri` only.",
    },
    "auth/private-key": {
        cause: "A key under `jwks` contains private members, such as `d` or `p`. Gates verify tokens with the public key. A private key in the config lets its readers issue tokens.",
        example: `routing:
  auth:
    jwt:
      issuer: https://issuer.example
      audience: meridian
      jwks:
        keys: [{ kty: OKP, crv: Ed25519, x: "…", d: "…" }]`,
        remedy: "Remove the private members, and replace the key at the issuer, since the config has disclosed it.",
    },
    "auth/claims-without-jwt": {
        cause: "A model or a table uses claims of tokens in a cell that does not authenticate callers by `jwt`. Required claims would reject every caller there, and a claim in `stickyBy` would never be found.",
        example: `models:
  - name: screening
    requires: { claims: { role: [clinician] } } # and no routing.auth.jwt`,
        remedy: "Set `jwt` under `routing.auth`, or under `auth` of each cell that the claims apply to. Otherwise remove the claims.",
    },
    "auth/open-front": {
        cause: "A cell has personal, health or financial data and a region on a cloud where fronts have addresses on the internet, but its callers do not authenticate. Any client could call its models.",
        example: `cells:
  - name: eu
    jurisdictions: [EU]
    dataClasses: [health]
    regions: ["aws:eu-west-1"] # and no routing.auth`,
        remedy: "Set `jwt` under `routing.auth`, or under `auth` of the cell. If the data is not protected, correct `dataClasses`.",
    },
    "auth/balancer-tokens": {
        cause: "`aws.tokensAtBalancer` is set, and balancers of a cell can't check its tokens: callers have no tokens, the keys are in the config or need custom authorities, or the issuer or its URL has more than 256 characters.",
        example: `aws: { tokensAtBalancer: true }
routing:
  auth:
    jwt: { issuer: "https://login.example.com", audience: screening, jwks: { keys: [] } } # and no jwksUri`,
        remedy: "Set `jwksUri` to the URL where the issuer publishes its keys, or remove `aws.tokensAtBalancer`: gates check tokens by any keys.",
    },
    "auth/authorities": {
        cause: "`certificates.authorities` or `jwksAuthorities` is not a list of certificates of authorities in PEM. It contains other text, a private key, a certificate that can't be parsed, or one without `basicConstraints CA:TRUE`.",
        example: `routing:
  auth:
    certificates:
      authorities: certificates/clients.pem # a path in place of the content`,
        remedy: "Set it to the content of the PEM file with the authorities' certificates, and nothing else. Replace a private key that was in the config.",
    },
};
