"""getFile: where the bytes of a file can be fetched."""

from sandbox.files import downloadable
from sandbox.methods.inputs import JsonObject
from sandbox.methods.registry import Call, Params, method


class GetFile(Params):
    file_id: str


@method(GetFile)
def get_file(call: Call, params: GetFile) -> JsonObject:
    stored = downloadable(call.messenger, params.file_id)
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": stored.path,
    }
