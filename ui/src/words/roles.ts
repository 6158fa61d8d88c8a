/** What a person is in an organization, in words. */
import type { Role } from "../backend";

/** The word for each role. */
export const roleWords: Readonly<Record<Role, string>> = {
  owner: "Owner",
  admin: "Admin",
  member: "Member",
  viewer: "Viewer",
};
