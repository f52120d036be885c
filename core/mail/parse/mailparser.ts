// A second program's view of the attachments. The one place that knows mailparser.
export interface OtherAttachment {
  readonly name: string | null;
  readonly type: string;
  readonly content: Uint8Array;
}

/** What mailparser shows as attachments; null when it fails. Only call it for what `isModest` (second-reader.ts). */
export async function attachmentsByMailparser(raw: Buffer): Promise<readonly OtherAttachment[] | null> {
  try {
    // Loading it takes a fifth of a second, and most mail never needs it.
    const { simpleParser } = await import('mailparser');
    const mail = await simpleParser(raw, {
      skipHtmlToText: true,
      skipImageLinks: true,
      skipTextToHtml: true,
      skipTextLinks: true,
    });
    return mail.attachments.map((attachment) => ({
      name: attachment.filename ?? null,
      // Declared as text; a Content-Type it cannot read is given as something else.
      type: typeof attachment.contentType === 'string' ? attachment.contentType : 'application/octet-stream',
      content: attachment.content,
    }));
  } catch {
    return null;
  }
}
