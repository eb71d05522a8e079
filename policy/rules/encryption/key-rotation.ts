import { claimed } from "../claimed";

export const keyRotation = claimed({
    id: "encryption/key-rotation",
    severity: "medium",
    protects: "against one key that decrypts everything for ever",
    remedy: "turn on the rotation of the key",
    controls: ["GDPR Art. 32(1)(a)"],
});
