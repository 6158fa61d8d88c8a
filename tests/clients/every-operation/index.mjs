// Every operation of the published SDK that the store has, through that SDK and nothing else.
//
//   node index.mjs HOST:PORT EMAIL PASSWORD KEY ORGANIZATION
//
// KEY has every scope; ORGANIZATION is empty and Ada's alone. Whatever is not answered as it should be ends the script
// with a failure.
import { clientOf, post } from "./asking.mjs";
import * as oneself from "./oneself.mjs";
import * as organizations from "./organizations.mjs";
import * as projects from "./projects.mjs";
import * as reading from "./reading.mjs";
import * as themeGroups from "./theme-groups.mjs";
import * as tokenSets from "./token-sets.mjs";

const [host, email, password, key, organization] = process.argv.slice(2);
const { accessToken } = await post(host, "/v1/sessions", { email, password, deviceName: "A script" });
const studio = { host, organization, api: clientOf(host, key), session: clientOf(host, accessToken) };
const within = { ...studio, project: await projects.make(studio), branch: "main" };
await tokenSets.make(within);
await themeGroups.make(within);
await reading.read(within);
await themeGroups.remove(within);
await tokenSets.remove(within);
await projects.remove(within);
await oneself.all(studio);
await organizations.all(studio);
console.log("every operation was answered");
// The SDK keeps its socket open.
process.exit(0);
