// A second program's view of the attachments. The one place that knows mailparser.
import { simpleParser } from 'mailparser';

export interface OtherAttachment {
  readonly name: string | null;
  readonly type: string;
  readonly content: Uint8Array;
}

/** What mailparser shows as attachments; null when it fails. Only call it after `isModest` (parse.ts). */
export async function attachmentsByMailparser(raw: Buffer): Promise<readonly OtherAttachment[] | null> {
  try {
    const mail = await simpleParser(raw, {
      skipHtmlToText: true,
      skipImageLinks: true,
      skipTextToHtml: true,
      skipTextLinks: true,
    });
    return mail.attachments.map((attachment) => ({
      name: attachment.filename ?? null,
      type: attachment.contentType,
      content: attachment.content,
    }));
  } catch {
    return null;
  }
}
