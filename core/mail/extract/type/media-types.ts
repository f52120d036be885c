// Media types that more than one place has to name. The rest are written where they are used.

export const plainText = 'text/plain';
export const html = 'text/html';
export const unknown = 'application/octet-stream';
export const empty = 'application/x-empty';

const ooxml = 'application/vnd.openxmlformats-officedocument';
export const docx = `${ooxml}.wordprocessingml.document`;
export const xlsx = `${ooxml}.spreadsheetml.sheet`;
export const pptx = `${ooxml}.presentationml.presentation`;
export const docm = 'application/vnd.ms-word.document.macroenabled.12';
export const xlsm = 'application/vnd.ms-excel.sheet.macroenabled.12';
export const xlsb = 'application/vnd.ms-excel.sheet.binary.macroenabled.12';
export const pptm = 'application/vnd.ms-powerpoint.presentation.macroenabled.12';
export const vsdx = 'application/vnd.ms-visio.drawing';
export const xps = 'application/vnd.ms-xpsdocument';
export const epub = 'application/epub+zip';
export const jar = 'application/java-archive';
export const apk = 'application/vnd.android.package-archive';
export const zip = 'application/zip';

export const doc = 'application/msword';
export const xls = 'application/vnd.ms-excel';
export const ppt = 'application/vnd.ms-powerpoint';
export const msg = 'application/vnd.ms-outlook';
export const msi = 'application/x-msi';
/** OOXML inside a compound file: encrypted with a password or by rights management ([MS-OFFCRYPTO]). */
export const encryptedOoxml = 'application/x-encrypted-ooxml';
export const ole = 'application/x-ole-storage';

export const rtf = 'application/rtf';
export const pdf = 'application/pdf';
export const message = 'message/rfc822';
export const mbox = 'application/mbox';
export const tnef = 'application/vnd.ms-tnef';
export const onenote = 'application/onenote';
export const shortcut = 'application/x-ms-shortcut';
/** An Internet shortcut that leads to a web page and does nothing else. */
export const webLink = 'application/x-web-link';
export const uuencoded = 'application/x-uuencode';
export const binhex = 'application/mac-binhex40';
export const activeMime = 'application/x-mso';
export const svg = 'image/svg+xml';

export const portableExecutable = 'application/vnd.microsoft.portable-executable';
export const dosExecutable = 'application/x-dosexec';
export const elf = 'application/x-executable';
export const machO = 'application/x-mach-binary';
export const javaClass = 'application/java-vm';

/** CMS content ([RFC 5652]); the reader tells enveloped from signed. */
export const pkcs7 = 'application/pkcs7-mime';
export const pgpMessage = 'application/pgp-encrypted';
export const pgpSignature = 'application/pgp-signature';
