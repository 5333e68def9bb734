export const NOT_FOUND = -32002;
