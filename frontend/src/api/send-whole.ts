import { createUpload } from '@nemeton/contract'
import { openEnvelope, urlOf } from './call.ts'
import { ApiError } from './error.ts'
import type { Send } from './sending.ts'
import { traceparent } from './traceparent.ts'

/** A file in one request. */
export const sendWhole: Send = (id, file, { onSent, onStoring, onStored, onFailed }) => {
  const request = new XMLHttpRequest()
  request.upload.onprogress = ({ loaded }) => onSent(Math.min(loaded, file.size))
  request.upload.onload = onStoring
  request.onload = () => {
    try {
      openEnvelope(request.responseText, request.status, request.getResponseHeader('x-request-id'))
      onStored()
    } catch (error) {
      onFailed(error)
    }
  }
  request.onerror = () => onFailed(brokenLine())
  const form = new FormData()
  form.append('file', file, file.name)
  request.open(createUpload.method, urlOf(createUpload.path, undefined, { id }))
  request.setRequestHeader('accept', 'application/json')
  request.setRequestHeader('traceparent', traceparent())
  request.send(form)
  return { stop: () => request.abort() }
}

const brokenLine = (): ApiError =>
  new ApiError('not_ready', 'The connection broke while the file was being sent. Nothing of it was kept.', {
    status: 0,
    requestId: null,
  })
