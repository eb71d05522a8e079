import fc from "fast-check";

import { cloudTable } from "../../../components/plan/clouds/table";
import { isProtected } from "../../../components/plan/residency";
import type { AuthInput } from "../../../components/plan/serving/auth";
import type { CellInput } from "./cells";
import { rarely } from "./forms";
import { cloudsOf, endsInGates, type Stack } from "./stack";

/** An authority's certificate (PEM), until 2126. Its key is lost. */
export const someAuthority = `-----BEGIN CERTIFICATE-----
MIIBOjCB4aADAgECAgEBMAoGCCqGSM49BAMCMBIxEDAOBgNVBAMTB2NhbGxlcnMw
IBcNMjYwMTAxMDAwMDAwWhgPMjEyNjAxMDEwMDAwMDBaMBIxEDAOBgNVBAMTB2Nh
bGxlcnMwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR3iUGX8CsHhLHbS6P7sXrx
CPKI4UvgVuYZ2ACUy4DNPUiSXk8Ys9V/uOS19QasJVbF2y8/KfaCpA09WcTAcpl9
oyYwJDASBgNVHRMBAf8ECDAGAQH/AgEAMA4GA1UdDwEB/wQEAwIBBjAKBggqhkjO
PQQDAgNIADBFAiBptL8hqI6D6rRsT0+ZKo0n3vgtABd4BeBGfV3Mep9GKQIhALvj
2BRLA0rfKqkpputXJcCJAmVDqN8Pt+w4oJCBYI/0
-----END CERTIFICATE-----
`;

/** A public key of an issuer of tokens (RFC 7517). */
export const someKey = {
    kty: "EC",
    crv: "P-256",
    x: "gls28CrhRbWbsKTvWHyTIUq1tv5DeuZBP7wWuPKjxEw",
    y: "K6VcRHM7R2HHUww4zS9VWPiRIb9MlWkWOGIaNKXpDK4",
} as const;

/** Cells with how their callers prove who they are: as all do, or in a way of their own. */
export function withAuth(
    cells: readonly CellInput[],
    stack: Stack,
): fc.Arbitrary<{ cells: CellInput[]; auth: AuthInput | undefined }> {
    const own = ({ regions }: CellInput) => authsWhere(endsInGates(stack, cloudsOf(regions)));
    return fc
        .record({
            cells: fc.tuple(...cells.map(cell => rarely(own(cell)).map(auth => ({ ...cell, ...(auth && { auth }) })))),
            auth: fc.option(authsWhere(endsInGates(stack)), { nil: undefined, freq: 4 }),
            needed: jwts,
        })
        .map(({ auth, cells, needed }) => ({
            auth,
            cells: cells.map(cell => (isOpenFront(cell, stack, auth) ? { ...cell, auth: { jwt: needed } } : cell)),
        }));
}

/** Protected data behind a public front, which is refused without authentication. */
function isOpenFront({ auth: own, dataClasses }: CellInput, { clouds }: Stack, all: AuthInput | undefined): boolean {
    const auth = own ?? all ?? {};
    return (
        (auth.jwt ?? auth.certificates) === undefined &&
        dataClasses.some(isProtected) &&
        clouds.some(cloud => cloudTable[cloud].front.public === true)
    );
}

/** What all that call some cells show. */
export function proofsOf(cells: readonly CellInput[], auth: AuthInput | undefined) {
    const auths = cells.map(cell => cell.auth ?? auth ?? {});
    return {
        tokens: auths.every(({ jwt }) => jwt !== undefined),
        callers: auths.every(({ jwt, certificates }) => (jwt ?? certificates) !== undefined),
    };
}

type JwtInput = NonNullable<AuthInput["jwt"]>;

const jwts: fc.Arbitrary<JwtInput> = fc
    .record({
        issuer: fc.constantFrom("https://issuer.example", "issuer"),
        audience: fc.constantFrom("meridian", ["meridian"], ["meridian", "other"]),
        keys: fc.oneof(
            fc.constant<Pick<JwtInput, "jwks">>({ jwks: { keys: [someKey] } }),
            fc.record(
                {
                    jwksUri: fc.constantFrom("https://keys.example/jwks", "https://keys.example:8443"),
                    jwksCacheSeconds: fc.integer({ min: 10, max: 86_400 }),
                    jwksAuthorities: fc.constant(someAuthority),
                },
                { requiredKeys: ["jwksUri"] },
            ),
        ),
    })
    .map(({ keys, ...jwt }) => ({ ...jwt, ...keys }));

const certificates = fc.record({
    authorities: fc.constantFrom(someAuthority, someAuthority.repeat(2)),
});

function authsWhere(gatesEndTls: boolean): fc.Arbitrary<AuthInput> {
    return fc.oneof(
        { weight: 3, arbitrary: fc.record({ jwt: jwts }) },
        { weight: 1, arbitrary: fc.constant({}) },
        ...(gatesEndTls
            ? [
                  { weight: 1, arbitrary: fc.record({ jwt: jwts, certificates }) },
                  { weight: 1, arbitrary: fc.record({ certificates }) },
              ]
            : []),
    );
}
