import type { Config } from "../../components/plan/config/config";
import { splitRef } from "../../components/plan/places/catalogue";

/** An image that tasks of a region pull. */
export interface Reference {
    readonly cell: string;
    readonly region: string;
    /** With the account and the region in it. */
    readonly image: string;
}

/** The images of a stack, each once a region; and cells whose account neither the config nor `account` names. */
export function referencesOf(
    { aws, cells }: Pick<Config, "aws" | "cells">,
    account: string | undefined,
): { readonly references: readonly Reference[]; readonly unknown: readonly string[] } {
    const images = [...new Set(Object.values(aws?.images ?? {}))];
    const unknown = new Set<string>();
    const references = cells.flatMap(({ name: cell, accounts = {}, regions }) =>
        regions
            .filter(ref => splitRef(ref).cloud === "aws")
            .flatMap(region =>
                images.flatMap((image): Reference[] => {
                    const own = accounts.aws?.roleArn.split(":")[4] ?? account;
                    if (image.includes("{account}") && own === undefined) {
                        unknown.add(cell);
                        return [];
                    }
                    const { name } = splitRef(region);
                    const known = image.replaceAll("{region}", name).replaceAll("{account}", own ?? "");
                    return [{ cell, region, image: known }];
                }),
            ),
    );
    return { references, unknown: [...unknown] };
}
