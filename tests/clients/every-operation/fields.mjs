// All fields of the contract's types. Those of objects within objects are asked for where they are looked at.
export const page = "currentPage nextPage prevPage lastPage total totalPages";
/** Of a deleted project, too: the branches are gone with it. */
export const projectAlone = "__typename id name description icon organizationId visibility defaultBranchName";
export const project = `${projectAlone} branch { name } branches { data { name } ${page} }`;
export const branch = "__typename name isDefault createdAt branchedAt organizationId projectId";
export const tokenSet = `__typename id name orderIndex type raw generatorId createdAt updatedAt
  tokens { __typename name type value description extensions }`;
export const themeGroup = `__typename name createdAt updatedAt options { __typename name selectedTokenSets
  figmaStyleReferences figmaVariableReferences figmaCollectionId figmaModeId }`;
export const organization = `__typename id name description icon createdAt visibility tier payment ssoEnabled
  projects { data { id } ${page} } users { data { __typename id name } ${page} }`;
export const invitation = "__typename id organizationId email status confirmCode";
export const apiKey = "__typename id name description lastUsed";
