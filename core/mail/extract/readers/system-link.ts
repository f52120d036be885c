// Addresses that start a program of the system with arguments of their own, as ms-msdt and search-ms do.

/** Office's own schemes open a document in its program, which asks first; they are looked at as links. */
export const systemLink =
  /^[\s\0]{0,20}(?:search-ms|search|shell|vbscript|mhtml|ms-(?!word|excel|powerpoint|visio|access|project|publisher|infopath|spd|outlook|teams|onenote|whiteboard|settings|mail|people|contact|calendar|store)[a-z-]{2,40}):/i;
