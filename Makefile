# TAG says which image is built, pushed and deployed, one after the other:
#
#   TAG=v1.0.0 make docker-build docker-push deploy
export TAG

.NOTPARALLEL:
.PHONY: docker-build docker-push deploy

docker-build docker-push deploy:
	@npm run --silent $@ --
