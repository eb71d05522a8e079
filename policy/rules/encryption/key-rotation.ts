import { claimed } from "../claimed";

export const keyRotation = claimed({
    id: "encryption/key-rotation",
    severity: "medium",
    protects: "against one key that decrypts everything for ever",
    remedy: "turn the rotation of the key on",
    controls: ["GDPR Art. 32(1)(a)"],
});
