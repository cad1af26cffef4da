echo "Buy milk and bread"
exec sleep 1000
