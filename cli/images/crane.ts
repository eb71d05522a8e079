import { getTool, progressOn } from "../../tools";

/** The program that speaks with registries; it is built where none is installed. */
export const craneTool = (): Promise<string> => getTool("crane", progressOn());
