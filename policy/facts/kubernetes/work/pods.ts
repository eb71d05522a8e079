import type { Properties } from "../../../properties";
import type { Resource } from "../../../resource";
import type { Claim } from "../../fact";
import { every, flag } from "../../forms";
import { isNotInClear } from "../in-clear";
import { among, ofList, unlessSaid } from "../words";

/** Lists of containers in the specification of a pod. */
const containersOf = (pod: string) =>
    ["containers", "initContainers", "ephemeralContainers"].map(list => `${pod}.${list}`);

const digest = /@sha256:[0-9a-f]{64}$/;

const isPinned = (item: Properties, path: string) => unlessSaid(item.text(path), image => digest.test(image));

/** Every image is named by its digest, those of volumes too. */
const imagesArePinned = (pod: string) =>
    every(
        among(containersOf(pod), container => isPinned(container, "image"), ".image"),
        among([`${pod}.volumes`], volume => isPinned(volume, "image.reference"), ".image.reference"),
    );

/** Capabilities that the Pod Security Standard `baseline` admits (kubernetes.io/docs/concepts/security/pod-security-standards). */
const baseline = new Set([
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
]);

/** Privileges that the Pod Security Standard `baseline` refuses. */
const keepsOffItsNode = (pod: string) =>
    every(
        ...["hostNetwork", "hostPID", "hostIPC", "securityContext.windowsOptions.hostProcess"].map(path =>
            flag(`${pod}.${path}`, false),
        ),
        among([`${pod}.volumes`], volume => isUnsaid(volume, "hostPath"), ".hostPath"),
        ...["privileged", "windowsOptions.hostProcess"].map(path =>
            among(
                containersOf(pod),
                container => unlessSaid(container.flag(`securityContext.${path}`), isOn => !isOn),
                `.securityContext.${path}`,
            ),
        ),
        among(containersOf(pod), addsNothing, ".securityContext.capabilities.add"),
    );

function isUnsaid(item: Properties, path: string): Claim["holds"] {
    const read = item.read(path);
    return read.is === "unknown" ? "undetermined" : read.is === "absent";
}

function addsNothing(container: Properties): Claim["holds"] {
    const added = container.texts("securityContext.capabilities.add[]");
    const made = added.map(read => unlessSaid(read, capability => baseline.has(capability)));
    if (made.includes(false)) return false;
    return made.includes("undetermined") ? "undetermined" : true;
}

/** Nothing listens at an address of its node. */
const hasNoHostPort = (pod: string) =>
    among(
        containersOf(pod),
        container => ofList(container, "ports", port => unlessSaid(port.number("hostPort"), number => number === 0)),
        ".ports[].hostPort",
    );

/** Variables are in the object as they are written. */
const hidesSecrets = (pod: string) =>
    among(
        containersOf(pod),
        container =>
            ofList(container, "env", variable => {
                const name = variable.text("name");
                return isNotInClear(name.is === "known" ? name.value : "", variable.text("value"));
            }),
        ".env[].value",
    );

type Claims = Readonly<Record<string, (resource: Resource) => Claim>>;

/** What rules ask of pods, by the paths of their specifications. */
export const podClaims = (...pods: readonly string[]): Claims => ({
    "exposure/node-access": every(...pods.map(keepsOffItsNode)),
    "exposure/public-addresses": every(...pods.map(hasNoHostPort)),
    "exposure/secret-in-clear": every(...pods.map(hidesSecrets)),
    "integrity/image-digest": every(...pods.map(imagesArePinned)),
});
