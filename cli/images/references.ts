import { accountIn } from "../../components/plan/cells/account-faults";
import type { Config } from "../../components/plan/config/config";
import { splitRef } from "../../components/plan/places/catalogue";
import { ownImagesIn } from "../../components/plan/serving/own-images";

/** An image that tasks of a region pull. */
export interface Reference {
    readonly cell: string;
    readonly region: string;
    /** With the account and the region in it. */
    readonly image: string;
}

/** The images of a stack, each once a region; and cells whose account neither the config nor `account` names. */
export function referencesOf(
    { aws, cells, models }: Pick<Config, "aws" | "cells" | "models">,
    account: string | undefined,
): { readonly references: readonly Reference[]; readonly unknown: readonly string[] } {
    const unknown = new Set<string>();
    const references = cells.flatMap(({ name: cell, accounts = {}, regions }) => {
        const images = [...new Set([...Object.values(aws?.images ?? {}), ...ownImagesIn(models, cell)])];
        const id = accountIn(accounts.aws?.roleArn) ?? account;
        return regions
            .filter(ref => splitRef(ref).cloud === "aws")
            .flatMap(region =>
                images.flatMap((image): Reference[] => {
                    if (image.includes("{account}") && id === undefined) {
                        unknown.add(cell);
                        return [];
                    }
                    const { name } = splitRef(region);
                    const known = image.replaceAll("{region}", name).replaceAll("{account}", id ?? "");
                    return [{ cell, region, image: known }];
                }),
            );
    });
    return { references, unknown: [...unknown] };
}
