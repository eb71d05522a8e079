import type { Kind } from "../kind";
import { digits, input, type Made, part, regional, text } from "./forms";

const vault = "azure-native:keyvault:Vault";
const called = /^[A-Za-z0-9-]{1,127}$/;

const urlOf = (kind: "keys" | "secrets", name: string) => (made: Made) =>
    `https://${text(made.inputs.vaultName).toLowerCase()}.vault.azure.net/${kind}/${text(made.inputs[name])}`;

/** Vaults, keys and secrets. A deleted one keeps its name until it is purged, which the provider doesn't do. */
export const keys: Readonly<Record<string, Kind>> = {
    [vault]: regional("Microsoft.KeyVault/vaults/{vaultName}", {
        called: /^[A-Za-z](?!.*--)[A-Za-z0-9-]{1,22}[A-Za-z0-9]$/,
        everywhere: true,
        required: ["properties"],
        adds: {
            properties: made => ({ vaultUri: `https://${input("vaultName")(made).toLowerCase()}.vault.azure.net/` }),
        },
        leaves: "name",
    }),
    "azure-native:keyvault:Key": part("Microsoft.KeyVault/vaults/{vaultName}/keys/{keyName}", {
        of: { vaultName: vault },
        called,
        required: ["properties"],
        // ARM makes keys, and leaves those that are there as they are (Microsoft.KeyVault/vaults/keys, Create If Not Exist).
        once: ["properties.kty", "properties.keySize", "properties.curveName"],
        outputs: {
            keyUri: urlOf("keys", "keyName"),
            keyUriWithVersion: made => `${urlOf("keys", "keyName")(made)}/${made.hex(32)}`,
        },
        leaves: "name",
    }),
    "azure-native:keyvault:Secret": part("Microsoft.KeyVault/vaults/{vaultName}/secrets/{secretName}", {
        of: { vaultName: vault },
        called,
        required: ["properties"],
        adds: {
            properties: made => ({
                secretUri: urlOf("secrets", "secretName")(made),
                secretUriWithVersion: `${urlOf("secrets", "secretName")(made)}/${digits(made.id, 32)}`,
            }),
        },
        leaves: "name",
    }),
};
