import { describeConsumer, manifest } from "./packed-package";

describeConsumer("lowest", manifest.peerDependencies["@pulumi/pulumi"]!.replace("^", ""), ["node", "nodenext"]);
