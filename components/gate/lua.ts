import type { Secret } from "./upstream";

/** For scripts: what a file has, or nil. */
export const luaContent = String.raw`local function content(path)
  local file = io.open(path, "rb")
  local text = file and file:read("*a")
  if file then file:close() end
  return text
end`;

/** The expression for a secret, in a script that begins with `luaContent`. The secret itself is in no script. */
export function luaSecret(secret: Secret): string {
    return "file" in secret
        ? `content(${JSON.stringify(secret.file)})`
        : `os.getenv(${JSON.stringify(secret.environment)})`;
}
