import { describeConsumer, manifest } from "./packed-package";

describeConsumer("pinned", manifest.devDependencies["@pulumi/pulumi"]!, ["nodenext"]);
