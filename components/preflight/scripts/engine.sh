# engine: Docker's engine, its networks, and what is attached to them. Only reads.
section programs sh -c 'for program in docker dockerd; do command -v "$program"; done; true'
section service systemctl show docker.service --property LoadState --property ActiveState
if command -v docker >/dev/null; then
  section version docker version --format '{{json .}}'
  section info docker info --format '{{json .}}'
  section disk sh -c 'df -Pk "$(docker info --format "{{.DockerRootDir}}")"'
  section networks sh -c 'docker network ls --quiet --no-trunc | xargs -r docker network inspect --format "{{json .}}"'
  section containers sh -c 'docker ps --all --quiet --no-trunc | xargs -r docker inspect --format \
    "{\"name\":{{json .Name}},\"running\":{{.State.Running}},\"pid\":{{.State.Pid}},\"networks\":{{json .NetworkSettings.Networks}}}"'
fi
