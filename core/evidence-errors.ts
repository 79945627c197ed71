// Errors of files that citizens send; part of ERROR_CATALOGUE (core/errors.ts).
export const EVIDENCE_ERRORS = {
  EVIDENCE_EMPTY: {
    httpStatus: 422,
    retryable: false,
    message: 'the file is empty',
    hint: 'Nothing was kept. The citizen was told; the file has to be sent again from where it is whole.'
  },
  EVIDENCE_TOO_LARGE: {
    httpStatus: 413,
    retryable: false,
    message: 'the file is larger than 20 MiB',
    hint: 'Nothing was kept. The citizen was told; a shorter recording or a photo of it does as well.'
  },
  EVIDENCE_TOO_MANY: {
    httpStatus: 422,
    retryable: false,
    message: 'a ticket takes at most nine files',
    hint: 'Nothing was kept of the further ones. The citizen can have one removed, or add files to the ticket once it is filed.'
  },
  EVIDENCE_TYPE_REFUSED: {
    httpStatus: 415,
    retryable: false,
    message: 'files of this type are not taken',
    hint: 'Taken are jpg, png, webp, heic, pdf, docx, mp4, mp3 and m4a, told by their content and not by their name.'
  },
  EVIDENCE_DISGUISED: {
    httpStatus: 415,
    retryable: false,
    message: 'the file is not what its name says',
    hint: 'Nothing was kept. Where it happens often, somebody tries to get programs past the check.'
  },
  EVIDENCE_BROKEN: {
    httpStatus: 422,
    retryable: false,
    message: 'the file is damaged or not whole',
    hint: 'Nothing was kept. The citizen was told and can send it again.'
  },
  EVIDENCE_INFECTED: {
    httpStatus: 422,
    retryable: false,
    message: 'the virus scanner refused the file',
    hint: 'The file was removed, nothing of it is kept. Look at the scanner for what it found.'
  },
  EVIDENCE_NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    message: 'there is no such file in this conversation',
    hint: 'It was removed, or belongs to another conversation; a client that asks for many of them may be guessing.'
  },
  EVIDENCE_WRONG_OFFSET: {
    httpStatus: 409,
    retryable: true,
    message: 'the upload is not at this offset',
    hint: 'The client asks where the upload is (HEAD, Upload-Offset) and goes on from there.'
  },
  EVIDENCE_STORE_FAILED: {
    httpStatus: 503,
    retryable: true,
    message: 'the store of files could not do what was asked',
    hint: 'Check that the disk of DATA_DIR is not full and writable, or that the S3 store answers and takes our key.'
  },
  EVIDENCE_SCAN_FAILED: {
    httpStatus: 503,
    retryable: true,
    message: 'the virus scanner could not be used',
    hint: 'Files are held, not lost, and are scanned once it answers; look after the scanner of EVIDENCE_SCAN.'
  }
} as const
