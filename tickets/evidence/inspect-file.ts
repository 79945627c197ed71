// Is it a file that is taken, and whole? Its type is what its bytes say; its name and its sender's word count for nothing but
// to see whether something pretends to be another thing.
import { fileTypeFromBuffer } from 'file-type'
import { AppError } from '../../core/errors.ts'
import { ATTACHMENT_BYTES_MAX } from '../contract/index.ts'
import { type FileKind, type FileType, kindOfName, typeOfContent } from './file-types.ts'
import { checkDocx, checkPdf } from './formats/documents.ts'
import { stripIsoImage } from './formats/iso-image.ts'
import { stripIsoMedia } from './formats/iso-media.ts'
import { stripJpeg } from './formats/jpeg.ts'
import { stripMp3 } from './formats/mp3.ts'
import { stripPng } from './formats/png.ts'
import { stripWebp } from './formats/webp.ts'

const FORMATS: Readonly<Record<FileType['format'], (bytes: Buffer) => Buffer | null>> = {
  jpeg: stripJpeg,
  png: stripPng,
  webp: stripWebp,
  'iso-image': stripIsoImage,
  'iso-media': stripIsoMedia,
  mp3: stripMp3,
  pdf: checkPdf,
  docx: checkDocx
}

export interface Inspected {
  type: FileType
  /** The copy that is handed in: without place, time, device and names, as far as its format lets them be taken out. */
  handling: Buffer
}

/**
 * An image under the name of another kind of image is common (chats rename webp to jpg) and harmless; a document or program
 * under the name of a photo is not.
 */
function isDisguised(type: FileType, name: string): boolean {
  const claimed = kindOfName(name)
  if (claimed === null) return false
  // phones call recordings of sound alone mp4 as well
  const isSoundInVideo = claimed === 'video' && type.kind === 'audio'
  const isVideoInSound = claimed === 'audio' && type.kind === 'video'
  return claimed !== type.kind && !isSoundInVideo && !isVideoInSound
}

/** Why a content of no type of ours is refused: cut off or garbled, pretending to be another thing, or simply not taken. */
function refusalOf(mime: string | undefined, claimed: FileKind | null) {
  if (claimed === null || claimed === 'document') return 'EVIDENCE_TYPE_REFUSED'
  if (mime === undefined) return 'EVIDENCE_BROKEN'
  return mime.startsWith(`${claimed}/`) || /^(?:audio|video)\//.test(mime)
    ? 'EVIDENCE_TYPE_REFUSED'
    : 'EVIDENCE_DISGUISED'
}

/**
 * Throws EVIDENCE_EMPTY, _TOO_LARGE, _TYPE_REFUSED, _DISGUISED or _BROKEN. `name` is as the citizen's device calls it.
 */
export async function inspectFile(bytes: Buffer, name: string): Promise<Inspected> {
  if (bytes.length === 0) throw new AppError('EVIDENCE_EMPTY')
  if (bytes.length > ATTACHMENT_BYTES_MAX) throw new AppError('EVIDENCE_TOO_LARGE')
  const found = await fileTypeFromBuffer(bytes)
  const type = found ? typeOfContent(found.mime) : null
  if (!type) throw new AppError(refusalOf(found?.mime, kindOfName(name)), { detail: found?.mime ?? 'unknown' })
  if (isDisguised(type, name)) throw new AppError('EVIDENCE_DISGUISED', { detail: type.contentType })
  const handling = FORMATS[type.format](bytes)
  if (!handling) throw new AppError('EVIDENCE_BROKEN', { detail: type.contentType })
  return { type, handling }
}
