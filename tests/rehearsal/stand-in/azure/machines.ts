import type { Kind } from "../kind";
import { guid, identity, protectedKeys, regional } from "./forms";

/** Machines and their disks. */
export const machines: Readonly<Record<string, Kind>> = {
    "azure-native:compute:VirtualMachine": regional("Microsoft.Compute/virtualMachines/{vmName}", {
        called: /^[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$/,
        near: ["networkProfile", "storageProfile"],
        once: ["osProfile.computerName", "osProfile.adminUsername", "zones", "availabilitySet"],
        outputs: { vmId: guid },
        adds: identity,
    }),
    "azure-native:compute:VirtualMachineScaleSet": regional(
        "Microsoft.Compute/virtualMachineScaleSets/{vmScaleSetName}",
        {
            called: /^[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$/,
            near: ["virtualMachineProfile"],
            once: ["orchestrationMode", "platformFaultDomainCount"],
            outputs: { uniqueId: guid },
            adds: identity,
        },
    ),
    "azure-native:compute:Disk": regional("Microsoft.Compute/disks/{diskName}", {
        called: /^[\w.-]{1,80}$/,
        required: ["creationData"],
        once: ["creationData", "zones"],
        near: ["encryption"],
        outputs: { uniqueId: guid, diskState: () => "Unattached" },
        held: true,
    }),
    "azure-native:compute:DiskEncryptionSet": regional("Microsoft.Compute/diskEncryptionSets/{diskEncryptionSetName}", {
        called: /^[\w-]{1,80}$/,
        near: ["activeKey"],
        once: ["encryptionType"],
        adds: identity,
        refuses: protectedKeys("activeKey"),
        held: true,
    }),
};
